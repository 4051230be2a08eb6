#include "cloud/billing/domain/pricing.hpp"

#include <algorithm>

namespace aquacis::billing {
namespace {

Refusal no_price(const Decimal& m3, const Charge& charge) {
    return {RefusalKind::invalid, "billing.no_price", "consumed_litres",
            "La tarifa no tiene precio para " + m3.to_string() + " m³ en «" + charge.description + "».",
            "Revise la lectura o publique una versión de la tarifa que llegue a ese consumo."};
}

bool within(const Decimal& m3, const std::optional<Decimal>& limit, LimitIn limit_in) {
    if (!limit) return true;
    return limit_in == LimitIn::lower ? m3 <= *limit : m3 < *limit;
}

Decimal percent_of(const Decimal& percent, const Decimal& amount) {
    return Decimal(percent.units(), percent.scale() + 2) * amount;
}

// A printed price becomes pesos: times the UMA, then rounded where the tariff says.
class Prices {
public:
    explicit Prices(const Tariff& tariff) : tariff_(tariff) {}
    Decimal base(const Decimal& printed) const { return pesos(printed, tariff_.base_rounding); }
    Decimal rate(const Decimal& printed) const { return pesos(printed, tariff_.rate_rounding); }
    std::string preface() const { return tariff_.uma ? "UMA de $" + pesos_text(*tariff_.uma) + ". " : std::string(); }

private:
    Decimal pesos(const Decimal& printed, const std::optional<RoundTo>& to) const {
        const Decimal exact = tariff_.uma ? printed * *tariff_.uma : printed;
        return to ? exact.rescaled(to->decimals, to->mode) : exact;
    }
    const Tariff& tariff_;
};

std::string volume_times(const Decimal& m3, const Decimal& rate, const Decimal& product) {
    return m3.to_string() + " m³ × $" + pesos_text(rate) + " = " + pesos_text(product);
}

Decimal sum_of(std::span<const RatedLine> lines, const std::vector<LineKind>& kinds, std::string& words) {
    Money sum;
    int parts = 0;
    words.clear();
    for (const RatedLine& line : lines) {
        if (std::find(kinds.begin(), kinds.end(), line.kind) == kinds.end()) continue;
        words += (parts++ == 0 ? "" : " + ") + line.amount.plain();
        sum += line.amount;
    }
    if (parts == 0) words = "0.00";
    if (parts > 1) words = "(" + words + ")";
    return sum.pesos();
}

struct Pricer {
    const Tariff& tariff;
    const Charge& charge;
    const Decimal& m3;
    std::span<const RatedLine> above;
    Prices prices{tariff};

    Result<Priced> operator()(const Flat& method) const {
        const std::string basis = tariff.legal_basis.empty() ? "" : " " + tariff.legal_basis + ".";
        return Priced{prices.base(method.price), prices.preface() + tariff.name + "." + basis, false};
    }

    Result<Priced> operator()(const MarginalBlocks& method) const {
        Decimal lower, full;  // the limit below the block; what the blocks below cost when full
        std::string words;
        for (const Block& block : method.blocks) {
            const Decimal rate = prices.rate(block.rate);
            const Decimal start = method.excess_over == ExcessOver::from ? *block.from : lower;
            if (block.base) {
                full = prices.base(*block.base);
                words = full.is_zero() ? "" : "base de $" + pesos_text(full);
            }
            const bool here = within(m3, block.up_to, method.limit_in);
            const Decimal top = here ? m3 : *block.up_to;
            const Decimal excess = top > start ? top - start : Decimal{};
            const Decimal part = excess * rate;
            if (!excess.is_zero() && !(block.base && rate.is_zero()))
                words += (words.empty() ? "" : "; ") + volume_times(excess, rate, part);
            full = full + part;
            if (here) return Priced{full, prices.preface() + (words.empty() ? "0 m³" : words) + ".", true};
            lower = *block.up_to;
        }
        return no_price(m3, charge);
    }

    Result<Priced> operator()(const WholeConsumption& method) const {
        for (const Step& step : method.steps) {
            if (!within(m3, step.up_to, method.limit_in)) continue;
            const Decimal pesos = prices.base(step.price);
            return Priced{
                pesos,
                prices.preface() + "Hasta " + step.up_to.to_string() + " m³ se cobra $" + pesos_text(pesos) + ".",
                true};
        }
        for (const PricedBlock& block : method.blocks) {
            if (!within(m3, block.up_to, method.limit_in)) continue;
            const Decimal rate = prices.rate(block.rate);
            return Priced{m3 * rate,
                          prices.preface() + "Todo el consumo a un precio: " + volume_times(m3, rate, m3 * rate) + ".",
                          true};
        }
        return no_price(m3, charge);
    }

    Result<Priced> operator()(const ExactTable& method) const {
        const auto row = static_cast<std::size_t>(m3.scaled_integer(0, Rounding::down));
        if (row < method.prices.size()) {
            const Decimal pesos = prices.base(method.prices[row]);
            return Priced{
                pesos, prices.preface() + "Tabla: " + m3.to_string() + " m³ cuestan $" + pesos_text(pesos) + ".", true};
        }
        if (!method.beyond) return no_price(m3, charge);
        const Decimal last = prices.base(method.prices.back());
        const Decimal more = m3 - Decimal::integer(static_cast<std::int64_t>(method.prices.size()) - 1);
        const Decimal rate = prices.rate(*method.beyond);
        return Priced{last + more * rate,
                      prices.preface() + "Fin de la tabla $" + pesos_text(last) + "; " +
                          volume_times(more, rate, more * rate) + ".",
                      true};
    }

    Result<Priced> operator()(const Percentage& method) const {
        std::string words;
        const Decimal exact = percent_of(method.percent, sum_of(above, method.of, words));
        const Decimal factor(method.percent.units(), method.percent.scale() + 2);
        return Priced{exact, words + " × " + pesos_text(factor) + " = " + pesos_text(exact) + ".", false};
    }

    Result<Priced> operator()(const Minimum& method) const {
        std::string words;
        const Decimal reached = sum_of(above, method.of, words);
        const Decimal least = prices.base(method.price);
        const Decimal lacking = least > reached ? least - reached : Decimal{};
        return Priced{lacking,
                      prices.preface() + "El mínimo es $" + pesos_text(least) + " y lo anterior suma $" +
                          pesos_text(reached) + ".",
                      false};
    }
};

}  // namespace

std::string pesos_text(const Decimal& pesos) {
    std::string text = pesos.to_string();
    const auto point = text.find('.');
    if (point == std::string::npos) return text + ".00";
    if (text.size() - point == 2) return text + "0";
    return text;
}

Result<Priced> price(const Tariff& tariff, const Charge& charge, const Decimal& m3, std::span<const RatedLine> above) {
    return std::visit(Pricer{tariff, charge, m3, above}, charge.method);
}

}  // namespace aquacis::billing
