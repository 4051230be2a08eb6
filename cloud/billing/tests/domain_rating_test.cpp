#include "cloud/billing/domain/rating.hpp"

#include <gtest/gtest.h>

#include "cloud/billing/tests/tariffs.hpp"

namespace aquacis::billing {
namespace {

using example::charge;
using example::decimal;

const Date october_end = parse_date("2026-10-31").value();

Usage used(std::string_view m3) {
    const Volume volume = Volume::from_cubic_metres(decimal(m3));
    return {Volume::litres(1'284'000), Volume::litres(1'284'000) + volume, volume};
}

std::string total(const Tariff& tariff, std::string_view m3) {
    const auto bill = rate(tariff, used(m3), october_end);
    return bill ? bill->total.plain() : bill.refusal().code;
}

TEST(Rating, ExplainsTheBillOfTheScreen) {
    const auto bill = rate(example::queretaro(), used("21"), october_end);
    ASSERT_TRUE(bill);
    ASSERT_EQ(bill->lines.size(), 4U);
    EXPECT_EQ(bill->lines[0].amount.plain(), "86.40");
    EXPECT_EQ(bill->lines[0].explanation, "Uso doméstico medio. Tarifa QRO 2026, versión 3, artículo 4.");
    EXPECT_EQ(bill->lines[1].amount.plain(), "402.30");
    EXPECT_EQ(bill->lines[1].explanation, "10 m³ × $15.20 = 152.00; 10 m³ × $22.45 = 224.50; 1 m³ × $25.80 = 25.80.");
    EXPECT_EQ(bill->lines[1].quantity.to_string(), "21");
    EXPECT_EQ(bill->lines[1].unit, "m3");
    EXPECT_EQ(bill->lines[1].unit_price.to_string(), "19.157143");
    EXPECT_EQ(bill->lines[2].amount.plain(), "48.87");
    EXPECT_EQ(bill->lines[2].explanation,
              "(86.40 + 402.30) × 0.10 = 48.87. IVA: 48.87 × 0.16 = 7.8192 → 7.82, redondeado en la suma de la tasa.");
    EXPECT_EQ(bill->lines[3].amount.plain(), "58.64");
    EXPECT_EQ(bill->tax.plain(), "17.20");
    EXPECT_EQ(bill->total.plain(), "613.41");
    EXPECT_EQ(total(example::queretaro(), "17"), "496.50");  // $116.91 less, as the screen says
}

TEST(Rating, MarginalBlocksInUma) {
    const Tariff tariff = example::cuautitlan_izcalli();
    EXPECT_EQ(total(tariff, "5"), "76.39");
    EXPECT_EQ(total(tariff, "12"), "140.77");
    EXPECT_EQ(total(tariff, "25"), "333.88");
    EXPECT_EQ(total(tariff, "40"), "760.62");
    EXPECT_EQ(total(tariff, "0"), "76.39");  // no use at all still pays the first block's base
    EXPECT_EQ(total(tariff, "51"), "billing.no_price");
}

TEST(Rating, TheMeaningOfABoundIsPartOfTheTariff) {
    Tariff tariff = example::cuautitlan_izcalli();
    std::get<MarginalBlocks>(tariff.charges[0].method).excess_over = ExcessOver::from;
    EXPECT_EQ(total(tariff, "12"), "140.63");
}

TEST(Rating, ATableMayFallJustAboveALimit) {
    const Tariff tariff = example::cuautitlan_izcalli();
    EXPECT_EQ(total(tariff, "22.5"), "305.32");   // 2.94315 UMA
    EXPECT_EQ(total(tariff, "22.51"), "292.86");  // 2.8214 UMA and a hundredth of a m³
}

TEST(Rating, TheLimitBelongsToOneBlock) {
    MarginalBlocks blocks{{{{}, decimal("10"), decimal("100"), decimal("0")}, {{}, {}, decimal("50"), decimal("1")}}};
    EXPECT_EQ(total(example::tariff({charge(LineKind::water, "Agua", blocks)}), "10"), "100.00");
    blocks.limit_in = LimitIn::upper;
    EXPECT_EQ(total(example::tariff({charge(LineKind::water, "Agua", blocks)}), "10"), "50.00");
}

TEST(Rating, WholeConsumptionAtOnePrice) {
    const Tariff tariff = example::japay();
    EXPECT_EQ(total(tariff, "2"), "67.00");
    EXPECT_EQ(total(tariff, "3"), "67.00");
    EXPECT_EQ(total(tariff, "4"), "82.00");
    EXPECT_EQ(total(tariff, "12"), "99.00");
    EXPECT_EQ(total(tariff, "20"), "107.00");
    EXPECT_EQ(total(tariff, "25"), "166.75");
    EXPECT_EQ(total(tariff, "41"), "291.92");
    EXPECT_EQ(total(tariff, "100"), "868.00");
    EXPECT_EQ(total(tariff, "101"), "billing.no_price");
}

TEST(Rating, AnExactTable) {
    ExactTable table{{decimal("50"), decimal("61.10"), decimal("72.35")}, {}};
    Tariff tariff = example::tariff({charge(LineKind::water, "Agua", table)});
    tariff.volume.to.decimals = 0;
    EXPECT_EQ(total(tariff, "0"), "50.00");
    EXPECT_EQ(total(tariff, "2.9"), "72.35");
    EXPECT_EQ(total(tariff, "3"), "billing.no_price");
    std::get<ExactTable>(tariff.charges[0].method).beyond = decimal("12.50");
    EXPECT_EQ(total(tariff, "4"), "97.35");
}

TEST(Rating, TaxesALineByItsKindAndUse) {
    const auto composed = [](UseClass use) {
        std::vector<Charge> charges;
        for (const auto& [kind, price] :
             {std::pair{LineKind::water, "200"}, {LineKind::sewer, "20"}, {LineKind::treatment, "24"}})
            charges.push_back(charge(kind, "Cargo", Flat{decimal(price)}, usual_tax_rate(use, kind)->to_string()));
        return rate(example::tariff(charges), used("10"), october_end);
    };
    EXPECT_EQ(composed(UseClass::domestic)->tax.plain(), "7.04");
    EXPECT_EQ(composed(UseClass::domestic)->total.plain(), "251.04");
    EXPECT_EQ(composed(UseClass::commercial)->tax.plain(), "39.04");
    EXPECT_EQ(composed(UseClass::commercial)->total.plain(), "283.04");
}

TEST(Rating, TheMinimumIsAFloor) {
    const auto with_minimum = [](const char* price) {
        return example::tariff(
            {charge(LineKind::fixed, "Cargo fijo", Flat{decimal("20")}),
             charge(LineKind::water, "Agua", MarginalBlocks{{{{}, {}, {}, decimal("10")}}}),
             charge(LineKind::water, "Mínimo", Minimum{decimal(price), {LineKind::fixed, LineKind::water}})});
    };
    EXPECT_EQ(total(with_minimum("65"), "0"), "65.00");
    EXPECT_EQ(total(with_minimum("65"), "4"), "65.00");
    EXPECT_EQ(total(with_minimum("65"), "5"), "70.00");
}

TEST(Rating, ADatedSubsidyIsItsOwnLine) {
    Tariff tariff =
        example::tariff({charge(LineKind::water, "Agua", Flat{decimal("100")}),
                         charge(LineKind::adjustment, "Subsidio", Percentage{decimal("-20"), {LineKind::water}})});
    tariff.charges[1].until = parse_date("2026-10-31");
    EXPECT_EQ(total(tariff, "1"), "80.00");
    tariff.charges[1].until = parse_date("2026-10-30");
    EXPECT_EQ(total(tariff, "1"), "100.00");
}

TEST(Rating, WholeMetresOfTheRegisterLoseNoLitre) {
    const Tariff tariff = example::queretaro();
    Usage usage{Volume::litres(10'900), Volume::litres(12'100), Volume::litres(1'200)};
    EXPECT_EQ(rate(tariff, usage, october_end)->billed_m3.to_string(), "2");  // 12 − 10
    usage.consumed = Volume::litres(1'900);  // an estimate, not the register's difference
    EXPECT_EQ(rate(tariff, usage, october_end)->billed_m3.to_string(), "1");
}

TEST(Rating, RefusesWhatCannotBeBilled) {
    const auto back =
        rate(example::queretaro(), {Volume::litres(9), Volume::litres(8), Volume::litres(-1)}, october_end);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.refusal().code, "billing.negative_consumption");
    EXPECT_FALSE(back.refusal().remedy.empty());
}

TEST(Rating, SeveralMetersAreOneConsumption) {
    const Tariff tariff = example::queretaro();  // whole cubic metres of each register
    const std::vector<Usage> meters{{Volume::litres(10'900), Volume::litres(21'100), Volume::litres(10'200)},
                                    {Volume::litres(500), Volume::litres(12'400), Volume::litres(11'900)}};
    EXPECT_EQ(rate(tariff, meters, october_end)->billed_m3.to_string(), "23");  // 11 + 12
    EXPECT_EQ(rate(tariff, meters, october_end)->total, rate(tariff, used("23"), october_end)->total);
}

TEST(Rating, NoRatesDiscountsExceedItsCharges) {
    const Tariff tariff =
        example::tariff({charge(LineKind::water, "Agua", Flat{decimal("50")}),
                         charge(LineKind::sewer, "Alcantarillado", Flat{decimal("200")}, "0.16"),
                         charge(LineKind::adjustment, "Subsidio", Percentage{decimal("-30"), {LineKind::sewer}})});
    EXPECT_EQ(total(tariff, "1"), "billing.negative_total");  // 190.00 in all, and -10.00 at 0 %
}

TEST(Rating, ABaseBesidesTheBlocksIsTwoCharges) {
    const Tariff tariff =
        example::tariff({charge(LineKind::water, "Agua",
                                MarginalBlocks{{{{}, decimal("20"), {}, decimal("10")}, {{}, {}, {}, decimal("15")}}}),
                         charge(LineKind::water, "Base",
                                MarginalBlocks{{{{}, decimal("20"), decimal("40"), decimal("0")},
                                                {{}, {}, decimal("90"), decimal("0")}}})});
    EXPECT_EQ(total(tariff, "20"), "240.00");
    EXPECT_EQ(total(tariff, "21"), "305.00");  // 200 + 15 + 90
}

TEST(Rating, AFixedFeeNeedsNoVolumeAndNoLegalBasis) {
    Tariff tariff = example::tariff({charge(LineKind::fixed, "Cuota", Flat{decimal("120")})});
    tariff.legal_basis.clear();
    EXPECT_FALSE(needs_volume(tariff, october_end));
    EXPECT_TRUE(needs_volume(example::queretaro(), october_end));
    EXPECT_EQ(rate(tariff, Usage{}, october_end)->lines[0].explanation, "Uso doméstico medio.");
}

TEST(TariffCheck, NamesTheFieldByItsPath) {
    Tariff tariff = example::queretaro();
    EXPECT_TRUE(check(tariff));
    std::get<MarginalBlocks>(tariff.charges[1].method).blocks[1].up_to = decimal("9");
    EXPECT_EQ(check(tariff).refusal().field, "charges[1].blocks[1].up_to");
    tariff = example::queretaro();
    std::get<Percentage>(tariff.charges[2].method).of = {LineKind::treatment};
    EXPECT_EQ(check(tariff).refusal().field, "charges[2].of");
    tariff = example::queretaro();
    tariff.charges[0].tax_rate = decimal("16");
    EXPECT_EQ(check(tariff).refusal().field, "charges[0].tax");
    tariff.charges.clear();
    EXPECT_EQ(check(tariff).refusal().field, "charges");
}

}  // namespace
}  // namespace aquacis::billing
