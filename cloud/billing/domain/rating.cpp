#include "cloud/billing/domain/rating.hpp"

#include <algorithm>

#include "cloud/billing/domain/pricing.hpp"

namespace aquacis::billing {
namespace {

constexpr int unit_price_decimals = 6;

Decimal billed_volume(const VolumeRounding& rounding, const Usage& usage) {
    const auto whole = [&](Volume volume) {
        return volume.cubic_metres().rescaled(rounding.to.decimals, rounding.to.mode);
    };
    const bool by_register =
        rounding.of == VolumeOf::register_reading && usage.current - usage.previous == usage.consumed;
    return by_register ? whole(usage.current) - whole(usage.previous) : whole(usage.consumed);
}

bool applies(const Charge& charge, Date on) {
    return (!charge.from || *charge.from <= on) && (!charge.until || on <= *charge.until);
}

RatedLine to_line(const Tariff& tariff, const Charge& charge, const Decimal& m3, const Priced& priced) {
    const RoundTo to = tariff.line_rounding;
    const Decimal rounded = priced.pesos.rescaled(to.decimals, to.mode);
    RatedLine line;
    line.kind = charge.kind;
    line.description = charge.description;
    line.amount = Money::from_pesos(rounded, to.mode);
    line.rounding = to;
    line.tax_rate = charge.tax_rate;
    line.explanation = priced.explanation;
    if (!(rounded == priced.pesos)) {
        line.explanation.pop_back();
        line.explanation += " → " + line.amount.plain() + ", redondeado al final de la línea.";
    }
    const bool by_volume = priced.by_volume && !m3.is_zero();
    line.quantity = by_volume ? m3 : Decimal::integer(1);
    line.unit = by_volume ? "m3" : "month";
    line.unit_price = by_volume ? rounded.divided_by(m3, unit_price_decimals, Rounding::half_up) : rounded;
    return line;
}

std::string tax_words(const RatedLine& line, TaxPoint at) {
    const Decimal exact = line.amount.pesos() * line.tax_rate;
    const std::string product = line.amount.plain() + " × " + pesos_text(line.tax_rate) + " = " + pesos_text(exact);
    const bool same = exact == line.tax.pesos();
    const std::string how =
        same ? "" : " → " + line.tax.plain() + (at == TaxPoint::document ? ", redondeado en la suma de la tasa" : "");
    return " IVA: " + product + how + ".";
}

// The tax of a running sum less the tax before it: the lines' taxes add up to the tax of their sum.
void add_taxes(const TaxRounding& rounding, std::vector<RatedLine>& lines) {
    std::vector<std::pair<Decimal, Money>> sums;  // by rate
    for (RatedLine& line : lines) {
        const auto tax_of = [&](Money base) { return Money::from_pesos(base.pesos() * line.tax_rate, rounding.mode); };
        if (rounding.at == TaxPoint::line) {
            line.tax = tax_of(line.amount);
        } else {
            auto sum =
                std::find_if(sums.begin(), sums.end(), [&](const auto& known) { return known.first == line.tax_rate; });
            if (sum == sums.end()) sum = sums.insert(sums.end(), {line.tax_rate, Money::zero()});
            const Money before = sum->second;
            sum->second += line.amount;
            line.tax = tax_of(sum->second) - tax_of(before);
        }
        if (!line.tax_rate.is_zero()) line.explanation += tax_words(line, rounding.at);
    }
}

// A tax document has no negative sum of any rate, so neither has a bill.
Result<> check_sums(std::span<const RatedLine> lines) {
    for (const RatedLine& one : lines) {
        Money sum;
        for (const RatedLine& line : lines)
            if (line.tax_rate == one.tax_rate) sum += line.amount;
        if (sum.is_negative())
            return Refusal{RefusalKind::invalid, "billing.negative_total", "charges",
                           "Los descuentos superan a los cargos de la misma tasa de IVA.",
                           "Revise los porcentajes de los descuentos de la tarifa."};
    }
    return Done{};
}

}  // namespace

bool needs_volume(const Tariff& tariff, Date on) {
    return std::ranges::any_of(tariff.charges, [&](const Charge& charge) {
        const bool is_volumetric = std::holds_alternative<MarginalBlocks>(charge.method) ||
                                   std::holds_alternative<WholeConsumption>(charge.method) ||
                                   std::holds_alternative<ExactTable>(charge.method);
        return is_volumetric && applies(charge, on);
    });
}

Result<RatedBill> rate(const Tariff& tariff, std::span<const Usage> usages, Date on) {
    RatedBill bill;
    for (const Usage& usage : usages) {
        if (usage.consumed < Volume{})
            return Refusal{RefusalKind::invalid, "billing.negative_consumption", "consumed_litres",
                           "El consumo es negativo.",
                           "Revise las lecturas del medidor: la última es menor que la anterior."};
        bill.billed_m3 = bill.billed_m3 + billed_volume(tariff.volume, usage);
    }
    for (const Charge& charge : tariff.charges) {
        if (!applies(charge, on)) continue;
        const auto priced = price(tariff, charge, bill.billed_m3, bill.lines);
        if (!priced) return priced.refusal();
        RatedLine line = to_line(tariff, charge, bill.billed_m3, *priced);
        if (!line.amount.is_zero()) bill.lines.push_back(std::move(line));
    }
    if (auto sums = check_sums(bill.lines); !sums) return sums.refusal();
    add_taxes(tariff.tax_rounding, bill.lines);
    for (const RatedLine& line : bill.lines) {
        bill.subtotal += line.amount;
        bill.tax += line.tax;
    }
    bill.total = bill.subtotal + bill.tax;
    return bill;
}

}  // namespace aquacis::billing
