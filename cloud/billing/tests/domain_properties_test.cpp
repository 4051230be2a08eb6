// What must hold for any tariff and any use.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "cloud/billing/domain/rating.hpp"
#include "cloud/billing/tests/tariffs.hpp"

namespace aquacis::billing {
namespace {

using example::charge;

const Date a_day = parse_date("2026-10-31").value();

Decimal any_price(int most_centavos) { return {*rc::gen::inRange(0, most_centavos), 2}; }

Tariff any_tariff() {
    MarginalBlocks blocks;
    std::int64_t limit = 0;
    const int count = *rc::gen::inRange(1, 6);
    for (int i = 0; i < count; ++i) {
        limit += *rc::gen::inRange(1, 30);
        Block block{{}, Decimal::integer(limit), {}, any_price(10'000)};
        if (i + 1 == count) block.up_to.reset();
        if (*rc::gen::arbitrary<bool>()) block.base = any_price(50'000);
        blocks.blocks.push_back(block);
    }
    const auto tax = *rc::gen::element<std::string>("0", "0.08", "0.16");
    Tariff tariff = example::tariff(
        {charge(LineKind::fixed, "Cargo fijo", Flat{any_price(20'000)}, tax),
         charge(LineKind::water, "Agua", blocks, tax),
         charge(LineKind::water, "Mínimo", Minimum{any_price(30'000), {LineKind::fixed, LineKind::water}}, tax),
         charge(LineKind::sewer, "Alcantarillado", Percentage{any_price(5'000), {LineKind::fixed, LineKind::water}},
                "0.16"),
         charge(LineKind::treatment, "Saneamiento", Percentage{any_price(5'000), {LineKind::water}}, "0.16")});
    tariff.volume.to = {*rc::gen::inRange(0, 4), Rounding::down};
    tariff.line_rounding.mode = *rc::gen::element(Rounding::half_up, Rounding::half_even, Rounding::down, Rounding::up);
    tariff.tax_rounding.at = *rc::gen::element(TaxPoint::line, TaxPoint::document);
    return tariff;
}

Usage any_usage() {
    const Volume previous = Volume::litres(*rc::gen::inRange(0, 5'000'000));
    const Volume consumed = Volume::litres(*rc::gen::inRange(0, 200'000));
    return {previous, previous + consumed, consumed};
}

RC_GTEST_PROP(AnyBill, IsTheSumOfItsLines, ()) {
    const auto bill = rate(any_tariff(), any_usage(), a_day);
    RC_ASSERT(bill.ok());
    Money sum, tax;
    for (const RatedLine& line : bill->lines) {
        sum += line.amount;
        tax += line.tax;
        RC_ASSERT(!line.amount.is_zero());
        RC_ASSERT(!line.explanation.empty());
    }
    RC_ASSERT(bill->subtotal == sum);
    RC_ASSERT(bill->tax == tax);
    RC_ASSERT(bill->total == sum + tax);
}

RC_GTEST_PROP(AnyBill, StatesTheTaxOfEachRatesSum, ()) {
    Tariff tariff = any_tariff();
    tariff.tax_rounding = {TaxPoint::document, Rounding::half_up};
    const auto bill = rate(tariff, any_usage(), a_day);
    for (const char* text : {"0", "0.08", "0.16"}) {
        const Decimal one_rate = example::decimal(text);
        Money base, tax;
        for (const RatedLine& line : bill->lines)
            if (line.tax_rate == one_rate) base += line.amount, tax += line.tax;
        RC_ASSERT(tax == Money::from_pesos(base.pesos() * one_rate, Rounding::half_up));
    }
}

RC_GTEST_PROP(AnyBill, IsTheSameWhenMadeAgain, ()) {
    const Tariff tariff = any_tariff();
    const Usage usage = any_usage();
    const auto first = rate(tariff, usage, a_day), second = rate(tariff, usage, a_day);
    RC_ASSERT(first->total == second->total);
    RC_ASSERT(first->lines.size() == second->lines.size());
    for (std::size_t i = 0; i < first->lines.size(); ++i)
        RC_ASSERT(first->lines[i].explanation == second->lines[i].explanation);
}

RC_GTEST_PROP(AnyBill, NeverFallsUnderTheMinimum, ()) {
    const Tariff tariff = any_tariff();
    const Decimal least = std::get<Minimum>(tariff.charges[2].method).price;
    const auto bill = rate(tariff, any_usage(), a_day);
    Money reached;
    for (const RatedLine& line : bill->lines)
        if (line.kind == LineKind::fixed || line.kind == LineKind::water) reached += line.amount;
    RC_ASSERT(reached.pesos() >= least);
}

RC_GTEST_PROP(AnyLine, ItsMeanPriceGivesItsAmountBack, ()) {
    const auto bill = rate(any_tariff(), any_usage(), a_day);
    for (const RatedLine& line : bill->lines)
        RC_ASSERT(Money::from_pesos(line.quantity * line.unit_price, Rounding::half_up) == line.amount);
}

}  // namespace
}  // namespace aquacis::billing
