#include "cloud/billing/domain/tariff.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aquacis::billing {
namespace {

constexpr std::size_t most_code = 32;
// c_TasaOCuota of the CFDI's catalogue, for IVA.
constexpr std::array<Decimal, 3> sat_rates{Decimal(0, 2), Decimal(8, 2), Decimal(16, 2)};

template <class Enum, std::size_t size>
using Names = std::array<std::pair<Enum, std::string_view>, size>;

constexpr Names<UseClass, 4> use_classes{{{UseClass::domestic, "domestic"},
                                          {UseClass::commercial, "commercial"},
                                          {UseClass::industrial, "industrial"},
                                          {UseClass::public_service, "public"}}};
constexpr Names<LineKind, 6> line_kinds{{{LineKind::water, "water"},
                                         {LineKind::fixed, "fixed"},
                                         {LineKind::sewer, "sewer"},
                                         {LineKind::treatment, "treatment"},
                                         {LineKind::surcharge, "surcharge"},
                                         {LineKind::adjustment, "adjustment"}}};
constexpr Names<Rounding, 4> roundings{{{Rounding::half_up, "half_up"},
                                        {Rounding::half_even, "half_even"},
                                        {Rounding::down, "down"},
                                        {Rounding::up, "up"}}};

template <class Enum, std::size_t size>
std::string_view name_of(const Names<Enum, size>& names, Enum value) {
    for (const auto& [known, name] : names)
        if (known == value) return name;
    return {};
}

template <class Enum, std::size_t size>
std::optional<Enum> value_of(const Names<Enum, size>& names, std::string_view text) {
    for (const auto& [known, name] : names)
        if (name == text) return known;
    return std::nullopt;
}

Refusal wrong(std::string field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "billing.tariff_invalid", std::move(field), std::move(message), std::move(remedy)};
}

// Checks the parts of one charge; the first fault found is the answer.
class ChargeCheck {
public:
    ChargeCheck(std::string path, const Tariff& tariff, std::size_t index)
        : path_(std::move(path)), tariff_(tariff), index_(index) {}

    Result<> run() {
        const Charge& charge = tariff_.charges[index_];
        if (charge.description.empty())
            return wrong(path_ + ".description", "El cargo no tiene descripción.", "Escriba cómo se imprime.");
        if (charge.from && charge.until && *charge.from > *charge.until)
            return wrong(path_ + ".until", "El cargo termina antes de empezar.", "Corrija las fechas from y until.");
        if (std::ranges::find(sat_rates, charge.tax_rate) == sat_rates.end())
            return wrong(path_ + ".tax", "El SAT no tiene esa tasa de IVA.", "Escriba \"0\", \"0.08\" o \"0.16\".");
        return std::visit([this](const auto& method) { return check_method(method); }, charge.method);
    }

private:
    static bool is_amount(const Decimal& value) {
        return value.scale() <= most_decimals && value < Decimal::integer(1'000'000'000) &&
               value > Decimal::integer(-1'000'000'000);
    }
    static bool is_price(const Decimal& value) { return is_amount(value) && !value.is_negative(); }

    Refusal bad_price(const std::string& where) const {
        return wrong(path_ + "." + where, "El precio no es posible.",
                     "Use un número de 0 a 999,999,999 con hasta 6 decimales.");
    }

    Result<> check_limit(const std::string& where, const std::optional<Decimal>& limit, const Decimal& before,
                         bool last) const {
        if (!limit && last) return Done{};
        if (!limit) return wrong(path_ + "." + where, "Solo el último bloque puede no tener límite.", "Escriba up_to.");
        if (!is_price(*limit) || *limit <= before)
            return wrong(path_ + "." + where, "Los límites deben subir de bloque en bloque.",
                         "Ordene los bloques por up_to.");
        return Done{};
    }

    Result<> check_method(const Flat& method) const {
        if (!is_price(method.price)) return bad_price("price");
        return Done{};
    }

    // Blocks are judged in their order, because each begins where the one before ended: prices, starts and limits of
    // one block are one look at it.
    Result<> check_method(const MarginalBlocks& method) const {
        if (method.blocks.empty() || method.blocks.size() > most_blocks)
            return wrong(path_ + ".blocks", "Debe haber de 1 a 200 bloques.", "Corrija la lista de bloques.");
        Decimal before;
        for (std::size_t i = 0; i < method.blocks.size(); ++i) {
            const Block& block = method.blocks[i];
            const std::string where = "blocks[" + std::to_string(i) + "]";
            if (!is_price(block.rate)) return bad_price(where + ".rate");
            if (block.base && !is_price(*block.base)) return bad_price(where + ".base");
            if (method.excess_over == ExcessOver::from && !block.from)
                return wrong(path_ + "." + where + ".from", "Falta el inicio del bloque.",
                             "Escriba from, porque excess_over es \"from\".");
            if (auto from = check_from(where, block, before); !from) return from;
            if (auto limit = check_limit(where + ".up_to", block.up_to, before, i + 1 == method.blocks.size()); !limit)
                return limit;
            if (block.up_to) before = *block.up_to;
        }
        return Done{};
    }

    // A printed "7.51" or "8" after "7.5" is where the block begins; a from that lies farther would leave water
    // unpriced.
    Result<> check_from(const std::string& where, const Block& block, const Decimal& before) const {
        if (!block.from) return Done{};
        if (*block.from < before || !is_price(*block.from))
            return wrong(path_ + "." + where + ".from", "El bloque empieza antes de que acabe el anterior.",
                         "Corrija from.");
        if (*block.from > before + Decimal::integer(1) || (block.up_to && *block.from > *block.up_to))
            return wrong(path_ + "." + where + ".from", "El bloque empieza más allá de donde acaba el anterior.",
                         "Escriba el inicio impreso, como \"7.51\" después de \"7.5\".");
        return Done{};
    }

    // Steps come before blocks on one scale of consumption: the limit of the last step is what the first block must
    // pass.
    Result<> check_method(const WholeConsumption& method) const {
        const std::size_t count = method.steps.size() + method.blocks.size();
        if (count == 0 || count > most_blocks)
            return wrong(path_ + ".blocks", "Debe haber de 1 a 200 escalones y bloques.", "Corrija las listas.");
        Decimal before = Decimal::integer(-1);
        for (std::size_t i = 0; i < method.steps.size(); ++i) {
            const std::string where = "steps[" + std::to_string(i) + "]";
            if (!is_price(method.steps[i].price)) return bad_price(where + ".price");
            if (auto limit = check_limit(where + ".up_to", method.steps[i].up_to, before, false); !limit) return limit;
            before = method.steps[i].up_to;
        }
        for (std::size_t i = 0; i < method.blocks.size(); ++i) {
            const std::string where = "blocks[" + std::to_string(i) + "]";
            if (!is_price(method.blocks[i].rate)) return bad_price(where + ".rate");
            const bool last = i + 1 == method.blocks.size();
            if (auto limit = check_limit(where + ".up_to", method.blocks[i].up_to, before, last); !limit) return limit;
            if (method.blocks[i].up_to) before = *method.blocks[i].up_to;
        }
        return Done{};
    }

    Result<> check_method(const ExactTable& method) const {
        if (method.prices.empty() || method.prices.size() > most_table_rows)
            return wrong(path_ + ".prices", "La tabla debe tener de 1 a 2000 renglones.",
                         "Escriba el precio de 0, 1, 2 … m³.");
        if (tariff_.volume.to.decimals != 0)
            return wrong("rounding.volume.decimals", "Una tabla exacta necesita metros cúbicos enteros.",
                         "Ponga decimals en 0.");
        for (std::size_t i = 0; i < method.prices.size(); ++i)
            if (!is_price(method.prices[i])) return bad_price("prices[" + std::to_string(i) + "]");
        if (method.beyond && !is_price(*method.beyond)) return bad_price("beyond");
        return Done{};
    }

    Result<> check_method(const Percentage& method) const {
        if (!is_amount(method.percent) || method.percent > Decimal::integer(1000) ||
            method.percent < Decimal::integer(-100))
            return wrong(path_ + ".percent", "El porcentaje no es posible.", "Use de -100 a 1000.");
        if (auto kinds = check_kinds(method.of); !kinds) return kinds;
        const LineKind kind = tariff_.charges[index_].kind;
        if (method.percent.is_negative()) return check_one_tax(method.of, true);
        return kind == LineKind::surcharge || kind == LineKind::adjustment ? check_one_tax(method.of, false) : Done{};
    }

    Result<> check_method(const Minimum& method) const {
        if (!is_price(method.price)) return bad_price("price");
        if (auto kinds = check_kinds(method.of); !kinds) return kinds;
        return check_one_tax(method.of, true);
    }

    // What is taken off, or made up for, several charges has one tax rate, so they must have one too: theirs and its
    // own where it changes their amount.
    Result<> check_one_tax(const std::vector<LineKind>& kinds, bool own_too) const {
        std::optional<Decimal> rate;
        if (own_too) rate = tariff_.charges[index_].tax_rate;
        for (std::size_t i = 0; i < index_; ++i) {
            const Charge& above = tariff_.charges[i];
            if (std::ranges::find(kinds, above.kind) == kinds.end()) continue;
            if (rate && !(*rate == above.tax_rate))
                return wrong(path_ + ".of", "Abarca cargos con tasas de IVA distintas.",
                             "Escriba un renglón para cada tasa, con los cargos de esa tasa y la misma en tax.");
            rate = above.tax_rate;
        }
        return Done{};
    }

    Result<> check_kinds(const std::vector<LineKind>& kinds) const {
        if (kinds.empty()) return wrong(path_ + ".of", "No dice de qué cargos.", "Escriba al menos un tipo de cargo.");
        for (const LineKind kind : kinds) {
            bool above = false;
            for (std::size_t i = 0; i < index_; ++i)
                above = above || tariff_.charges[i].kind == kind;
            if (!above)
                return wrong(path_ + ".of", "El cargo " + std::string(to_text(kind)) + " no está antes que este.",
                             "Póngalo arriba en la lista.");
        }
        return Done{};
    }

    std::string path_;
    const Tariff& tariff_;
    std::size_t index_;
};

// As a contract names its tariff.
bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= most_code && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_rounding(const RoundTo& to, int most) { return to.decimals >= 0 && to.decimals <= most; }

Result<> check_rounding(const Tariff& tariff) {
    if (!is_rounding(tariff.volume.to, 3))
        return wrong("rounding.volume.decimals", "El volumen lleva de 0 a 3 decimales.", "Corrija decimals.");
    if (!is_rounding(tariff.line_rounding, 2))
        return wrong("rounding.line.decimals", "La línea lleva de 0 a 2 decimales.", "Corrija decimals.");
    if (tariff.base_rounding && !is_rounding(*tariff.base_rounding, most_decimals))
        return wrong("rounding.base.decimals", "El precio lleva de 0 a 6 decimales.", "Corrija decimals.");
    if (tariff.rate_rounding && !is_rounding(*tariff.rate_rounding, most_decimals))
        return wrong("rounding.rate.decimals", "El precio lleva de 0 a 6 decimales.", "Corrija decimals.");
    return Done{};
}

}  // namespace

std::string_view to_text(UseClass use) { return name_of(use_classes, use); }
std::string_view to_text(LineKind kind) { return name_of(line_kinds, kind); }
std::string_view to_text(Rounding mode) { return name_of(roundings, mode); }
std::optional<UseClass> parse_use_class(std::string_view text) { return value_of(use_classes, text); }
std::optional<LineKind> parse_line_kind(std::string_view text) { return value_of(line_kinds, text); }
std::optional<Rounding> parse_rounding(std::string_view text) { return value_of(roundings, text); }

std::optional<Decimal> usual_tax_rate(UseClass use, LineKind kind) {
    if (kind == LineKind::surcharge || kind == LineKind::adjustment) return std::nullopt;
    const bool supply = kind == LineKind::water || kind == LineKind::fixed;
    return use == UseClass::domestic && supply ? Decimal(0, 6) : Decimal(160000, 6);
}

Result<> check(const Tariff& tariff) {
    if (!is_code(tariff.code))
        return wrong("code", "La clave no puede estar en un contrato.",
                     "Use de 1 a 32 mayúsculas, dígitos y guiones, como DOM-MEDIO.");
    if (tariff.version == 0) return wrong("version", "La versión empieza en 1.", "Escriba la versión.");
    if (tariff.name.empty()) return wrong("name", "La tarifa no tiene nombre.", "Escriba el nombre que se imprime.");
    if (!tariff.valid_from.ok()) return wrong("valid_from", "La fecha no existe.", "Use AAAA-MM-DD.");
    if (tariff.uma &&
        (*tariff.uma <= Decimal{} || tariff.uma->scale() > most_decimals || *tariff.uma > Decimal::integer(1'000'000)))
        return wrong("uma", "El valor de la UMA no es posible.", "Escriba su valor en pesos.");
    if (auto rounding = check_rounding(tariff); !rounding) return rounding;
    if (tariff.charges.empty() || tariff.charges.size() > most_charges)
        return wrong("charges", "Debe haber de 1 a 50 cargos.", "Corrija la lista de cargos.");
    for (std::size_t i = 0; i < tariff.charges.size(); ++i)
        if (auto charge = ChargeCheck("charges[" + std::to_string(i) + "]", tariff, i).run(); !charge) return charge;
    return Done{};
}

}  // namespace aquacis::billing
