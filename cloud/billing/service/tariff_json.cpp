#include "cloud/billing/service/tariff_json.hpp"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

#include "base/sha256.hpp"

namespace aquacis::billing {
namespace {

using nlohmann::json;

constexpr int format = 1;

// Ends the reading at the first fault; parse_tariff answers it as a refusal.
struct Fault {
    std::string field, message, remedy;
};

// An object of the document, which knows where it stands.
class Node {
public:
    Node(const json& value, std::string path, std::initializer_list<std::string_view> known)
        : value_(value), path_(std::move(path)) {
        if (!value.is_object()) throw Fault{path_, "Se esperaba un objeto.", "Revise el formato en docs/tariffs.md."};
        for (const auto& [key, ignored] : value.items())
            if (std::find(known.begin(), known.end(), key) == known.end())
                throw Fault{field(key), "Esta clave no existe.",
                            "Corrija su nombre o quítela; las claves están en docs/tariffs.md."};
    }

    std::string field(std::string_view key) const {
        return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    }
    bool has(const char* key) const { return value_.contains(key); }
    const json& at(const char* key) const {
        if (!has(key)) throw Fault{field(key), "Falta este dato.", "Escríbalo; el formato está en docs/tariffs.md."};
        return value_.at(key);
    }

    std::string text(const char* key) const {
        if (!at(key).is_string())
            throw Fault{field(key), "Debe ser un texto entre comillas.", "Escríbalo entre comillas."};
        return at(key).get<std::string>();
    }
    std::string text(const char* key, const char* otherwise) const { return has(key) ? text(key) : otherwise; }

    Decimal decimal(const char* key) const {
        const auto value = Decimal::parse(text(key));
        if (!value || value->scale() > most_decimals)
            throw Fault{field(key), "No es un número con hasta 6 decimales.", "Escríbalo como \"15.20\"."};
        return *value;
    }
    std::optional<Decimal> optional_decimal(const char* key) const {
        return has(key) ? std::optional(decimal(key)) : std::nullopt;
    }

    Date date(const char* key) const {
        const auto value = parse_date(text(key));
        if (!value) throw Fault{field(key), "No es una fecha.", "Escríbala como \"2026-01-31\"."};
        return *value;
    }

    int integer(const char* key, int least, int most) const {
        const json& value = at(key);
        if (!value.is_number_integer() || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most)
            throw Fault{field(key), "No es un entero posible.",
                        "Escriba un entero de " + std::to_string(least) + " a " + std::to_string(most) + "."};
        return value.get<int>();
    }

    template <class Enum>
    Enum choice(const char* key, std::initializer_list<std::pair<std::string_view, Enum>> values) const {
        std::string all;
        const std::string given = text(key);
        for (const auto& [name, value] : values) {
            if (given == name) return value;
            all += (all.empty() ? "" : ", ") + std::string(name);
        }
        throw Fault{field(key), "«" + given + "» no es una opción.", "Use una de: " + all + "."};
    }
    template <class Enum>
    Enum choice(const char* key, std::initializer_list<std::pair<std::string_view, Enum>> values,
                Enum otherwise) const {
        return has(key) ? choice(key, values) : otherwise;
    }

    // Each element of a list with its path.
    template <class Take>
    void each(const char* key, std::size_t most, Take take) const {
        const json& list = at(key);
        if (!list.is_array() || list.size() > most)
            throw Fault{field(key), "Debe ser una lista de hasta " + std::to_string(most) + " elementos.",
                        "Corrija la lista."};
        for (std::size_t i = 0; i < list.size(); ++i)
            take(list[i], field(key) + "[" + std::to_string(i) + "]");
    }

private:
    const json& value_;
    std::string path_;
};

Rounding mode_of(const Node& node) {
    return node.choice<Rounding>("mode", {{"half_up", Rounding::half_up},
                                          {"half_even", Rounding::half_even},
                                          {"down", Rounding::down},
                                          {"up", Rounding::up}});
}

RoundTo round_to(const Node& node, int most) { return {node.integer("decimals", 0, most), mode_of(node)}; }

LineKind kind_of(const std::string& text, const std::string& field) {
    const auto kind = parse_line_kind(text);
    if (!kind)
        throw Fault{field, "«" + text + "» no es un tipo de cargo.",
                    "Use water, fixed, sewer, treatment, surcharge o adjustment."};
    return *kind;
}

LimitIn limit_in(const Node& node) {
    return node.choice<LimitIn>("limit_in", {{"lower", LimitIn::lower}, {"upper", LimitIn::upper}}, LimitIn::lower);
}

std::vector<LineKind> kinds_of(const Node& node) {
    std::vector<LineKind> kinds;
    node.each("of", most_charges, [&](const json& value, const std::string& path) {
        if (!value.is_string()) throw Fault{path, "Debe ser un texto.", "Escriba el tipo de cargo entre comillas."};
        kinds.push_back(kind_of(value.get<std::string>(), path));
    });
    return kinds;
}

MarginalBlocks marginal_blocks(const Node& node) {
    MarginalBlocks method;
    method.limit_in = limit_in(node);
    method.excess_over = node.choice<ExcessOver>(
        "excess_over", {{"limit", ExcessOver::limit}, {"from", ExcessOver::from}}, ExcessOver::limit);
    node.each("blocks", most_blocks, [&](const json& value, const std::string& path) {
        const Node block(value, path, {"from", "up_to", "base", "rate"});
        method.blocks.push_back({block.optional_decimal("from"), block.optional_decimal("up_to"),
                                 block.optional_decimal("base"), block.decimal("rate")});
    });
    return method;
}

WholeConsumption whole_consumption(const Node& node) {
    WholeConsumption method;
    method.limit_in = limit_in(node);
    if (node.has("steps"))
        node.each("steps", most_blocks, [&](const json& value, const std::string& path) {
            const Node step(value, path, {"up_to", "price"});
            method.steps.push_back({step.decimal("up_to"), step.decimal("price")});
        });
    if (node.has("blocks"))
        node.each("blocks", most_blocks, [&](const json& value, const std::string& path) {
            const Node block(value, path, {"up_to", "rate"});
            method.blocks.push_back({block.optional_decimal("up_to"), block.decimal("rate")});
        });
    return method;
}

ExactTable exact_table(const Node& node) {
    ExactTable method;
    node.each("prices", most_table_rows, [&](const json& value, const std::string& path) {
        const auto price = value.is_string() ? Decimal::parse(value.get<std::string>()) : std::nullopt;
        if (!price) throw Fault{path, "No es un precio.", "Escríbalo como \"61.10\"."};
        method.prices.push_back(*price);
    });
    method.beyond = node.optional_decimal("beyond");
    return method;
}

Method method_of(const Node& node) {
    enum class Name { flat, marginal_blocks, whole_consumption, exact_table, percentage, minimum };
    switch (node.choice<Name>("method", {{"flat", Name::flat},
                                         {"marginal_blocks", Name::marginal_blocks},
                                         {"whole_consumption", Name::whole_consumption},
                                         {"exact_table", Name::exact_table},
                                         {"percentage", Name::percentage},
                                         {"minimum", Name::minimum}})) {
        case Name::flat:
            return Flat{node.decimal("price")};
        case Name::marginal_blocks:
            return marginal_blocks(node);
        case Name::whole_consumption:
            return whole_consumption(node);
        case Name::exact_table:
            return exact_table(node);
        case Name::percentage:
            return Percentage{node.decimal("percent"), kinds_of(node)};
        case Name::minimum:
            break;
    }
    return Minimum{node.decimal("price"), kinds_of(node)};
}

Decimal tax_of(const Node& node, UseClass use, LineKind kind) {
    if (node.has("tax")) return node.decimal("tax");
    const auto usual = usual_tax_rate(use, kind);
    if (!usual)
        throw Fault{node.field("tax"), "Este tipo de cargo no tiene tasa usual.",
                    "Escriba tax, como \"0.16\" o \"0\"."};
    return *usual;
}

// The keys of one method are no keys of another: what is written and not used would mislead its reader.
Node charge_node(const json& value, const std::string& path) {
    const Node any(value, path,
                   {"kind", "description", "method", "tax", "from", "until", "price", "blocks", "steps", "prices",
                    "beyond", "excess_over", "limit_in", "percent", "of"});
    using Keys = std::vector<std::string_view>;
    const Keys own = any.choice<Keys>("method", {{"flat", {"price"}},
                                                 {"marginal_blocks", {"blocks", "excess_over", "limit_in"}},
                                                 {"whole_consumption", {"steps", "blocks", "limit_in"}},
                                                 {"exact_table", {"prices", "beyond"}},
                                                 {"percentage", {"percent", "of"}},
                                                 {"minimum", {"price", "of"}}});
    for (const char* key : {"price", "blocks", "steps", "prices", "beyond", "excess_over", "limit_in", "percent", "of"})
        if (any.has(key) && std::ranges::find(own, key) == own.end())
            throw Fault{any.field(key), "Esta clave es de otro método.", "Quítela, o corrija method."};
    return any;
}

Charge to_charge(const json& value, const std::string& path, UseClass use) {
    const Node node = charge_node(value, path);
    Charge charge;
    charge.kind = kind_of(node.text("kind"), node.field("kind"));
    charge.description = node.text("description");
    charge.method = method_of(node);
    charge.tax_rate = tax_of(node, use, charge.kind);
    if (node.has("from")) charge.from = node.date("from");
    if (node.has("until")) charge.until = node.date("until");
    return charge;
}

// Each kind of rounding is there or keeps its default, and "exact" says that base and rate are not rounded at all.
void read_rounding(const Node& root, Tariff& tariff) {
    if (!root.has("rounding")) return;
    const Node all(root.at("rounding"), "rounding", {"volume", "base", "rate", "line", "tax"});
    const auto part = [&](const char* key) {
        return Node(all.at(key), all.field(key), {"of", "at", "decimals", "mode"});
    };
    if (all.has("volume")) {
        tariff.volume.of = part("volume").choice<VolumeOf>(
            "of", {{"register", VolumeOf::register_reading}, {"consumption", VolumeOf::consumption}},
            VolumeOf::consumption);
        tariff.volume.to = round_to(part("volume"), 3);
    }
    const auto is_exact = [&](const char* key) { return all.at(key).is_string() && all.text(key) == "exact"; };
    if (all.has("base") && !is_exact("base")) tariff.base_rounding = round_to(part("base"), most_decimals);
    if (all.has("rate") && !is_exact("rate")) tariff.rate_rounding = round_to(part("rate"), most_decimals);
    if (all.has("line")) tariff.line_rounding = round_to(part("line"), 2);
    if (all.has("tax"))
        tariff.tax_rounding = {
            part("tax").choice<TaxPoint>("at", {{"line", TaxPoint::line}, {"document", TaxPoint::document}}),
            mode_of(part("tax"))};
}

Tariff to_tariff(const json& document) {
    const Node root(
        document, "",
        {"format", "code", "version", "name", "use_class", "valid_from", "legal_basis", "uma", "rounding", "charges"});
    if (root.has("format")) root.integer("format", format, format);
    Tariff tariff;
    tariff.code = root.text("code");
    tariff.version = static_cast<std::uint32_t>(root.integer("version", 1, 1'000'000));
    tariff.name = root.text("name");
    tariff.use_class = root.choice<UseClass>("use_class", {{"domestic", UseClass::domestic},
                                                           {"commercial", UseClass::commercial},
                                                           {"industrial", UseClass::industrial},
                                                           {"public", UseClass::public_service}});
    tariff.valid_from = root.date("valid_from");
    tariff.legal_basis = root.text("legal_basis", "");
    tariff.uma = root.optional_decimal("uma");
    read_rounding(root, tariff);
    root.each("charges", most_charges, [&](const json& value, const std::string& path) {
        tariff.charges.push_back(to_charge(value, path, tariff.use_class));
    });
    return tariff;
}

// The same tariff with every default written out, so that its SHA-256 covers what a release would assume.
class Canonical {
public:
    static json of(const Tariff& tariff) {
        json document{{"format", format},
                      {"code", tariff.code},
                      {"version", tariff.version},
                      {"name", tariff.name},
                      {"use_class", to_text(tariff.use_class)},
                      {"valid_from", to_iso(tariff.valid_from)}};
        if (!tariff.legal_basis.empty()) document["legal_basis"] = tariff.legal_basis;
        if (tariff.uma) document["uma"] = tariff.uma->to_string();
        document["rounding"] = rounding(tariff);
        for (const Charge& one : tariff.charges)
            document["charges"].push_back(charge(one));
        return document;
    }

private:
    static json round_to(const RoundTo& to) { return {{"decimals", to.decimals}, {"mode", to_text(to.mode)}}; }
    static json round_to(const std::optional<RoundTo>& to) { return to ? round_to(*to) : json("exact"); }

    static json rounding(const Tariff& tariff) {
        json volume = round_to(tariff.volume.to);
        volume["of"] = tariff.volume.of == VolumeOf::register_reading ? "register" : "consumption";
        return {{"volume", volume},
                {"base", round_to(tariff.base_rounding)},
                {"rate", round_to(tariff.rate_rounding)},
                {"line", round_to(tariff.line_rounding)},
                {"tax",
                 {{"at", tariff.tax_rounding.at == TaxPoint::line ? "line" : "document"},
                  {"mode", to_text(tariff.tax_rounding.mode)}}}};
    }

    static json charge(const Charge& one) {
        json value = std::visit([](const auto& method) { return keys(method); }, one.method);
        value["kind"] = to_text(one.kind);
        value["description"] = one.description;
        value["tax"] = one.tax_rate.to_string();
        if (one.from) value["from"] = to_iso(*one.from);
        if (one.until) value["until"] = to_iso(*one.until);
        return value;
    }

    static void add(json& value, const char* key, const std::optional<Decimal>& number) {
        if (number) value[key] = number->to_string();
    }
    static const char* text(LimitIn limit) { return limit == LimitIn::lower ? "lower" : "upper"; }
    static json kinds(const std::vector<LineKind>& kinds) {
        json list = json::array();
        for (const LineKind kind : kinds)
            list.push_back(to_text(kind));
        return list;
    }

    static json keys(const Flat& method) { return {{"method", "flat"}, {"price", method.price.to_string()}}; }
    static json keys(const MarginalBlocks& method) {
        json blocks = json::array();
        for (const Block& one : method.blocks) {
            json block{{"rate", one.rate.to_string()}};
            add(block, "from", one.from);
            add(block, "up_to", one.up_to);
            add(block, "base", one.base);
            blocks.push_back(block);
        }
        return {{"method", "marginal_blocks"},
                {"blocks", blocks},
                {"limit_in", text(method.limit_in)},
                {"excess_over", method.excess_over == ExcessOver::limit ? "limit" : "from"}};
    }
    static json keys(const WholeConsumption& method) {
        json steps = json::array(), blocks = json::array();
        for (const Step& one : method.steps)
            steps.push_back({{"up_to", one.up_to.to_string()}, {"price", one.price.to_string()}});
        for (const PricedBlock& one : method.blocks) {
            json block{{"rate", one.rate.to_string()}};
            add(block, "up_to", one.up_to);
            blocks.push_back(block);
        }
        return {
            {"method", "whole_consumption"}, {"steps", steps}, {"blocks", blocks}, {"limit_in", text(method.limit_in)}};
    }
    static json keys(const ExactTable& method) {
        json value{{"method", "exact_table"}, {"prices", json::array()}};
        for (const Decimal& price : method.prices)
            value["prices"].push_back(price.to_string());
        add(value, "beyond", method.beyond);
        return value;
    }
    static json keys(const Percentage& method) {
        return {{"method", "percentage"}, {"percent", method.percent.to_string()}, {"of", kinds(method.of)}};
    }
    static json keys(const Minimum& method) {
        return {{"method", "minimum"}, {"price", method.price.to_string()}, {"of", kinds(method.of)}};
    }
};

Refusal refusal_of(const Fault& fault) {
    return {RefusalKind::invalid, "billing.tariff_invalid", "definition_json." + fault.field, fault.message,
            fault.remedy};
}

// JSON lets the last of two equal keys win in silence; here the second one is a fault.
json parse_once(std::string_view definition) {
    std::vector<std::set<std::string>> seen;  // the keys of each open object
    return json::parse(
        definition,
        [&](int, json::parse_event_t event, json& value) {
            if (event == json::parse_event_t::object_start) seen.emplace_back();
            if (event == json::parse_event_t::object_end) seen.pop_back();
            if (event == json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second)
                throw Fault{value.get<std::string>(), "Esta clave aparece dos veces en el mismo objeto.",
                            "Deje una sola."};
            return true;
        },
        false);
}

}  // namespace

Result<ParsedTariff> parse_tariff(std::string_view definition) {
    try {
        const json document = definition.size() > longest_definition ? json() : parse_once(definition);
        if (!document.is_object())
            return Refusal{RefusalKind::invalid, "billing.tariff_invalid", "definition_json",
                           "La definición no es un objeto JSON de hasta 64 KiB.",
                           "Revise comas y llaves; el formato está en docs/tariffs.md."};
        ParsedTariff parsed{to_tariff(document), {}, {}};
        if (auto sound = check(parsed.tariff); !sound) {
            Refusal refusal = sound.refusal();
            refusal.field = "definition_json." + refusal.field;
            return refusal;
        }
        parsed.canonical = Canonical::of(parsed.tariff).dump();
        parsed.sha256 = sha256_hex(parsed.canonical);
        return parsed;
    } catch (const Fault& fault) {  // how the reader above ends at its first fault
        return refusal_of(fault);
    }
}

std::optional<Tariff> read_tariff(std::string_view canonical, std::string_view sha256) {
    if (sha256_hex(canonical) != sha256) return std::nullopt;
    try {
        return to_tariff(json::parse(canonical));
    } catch (const Fault&) {
        return std::nullopt;
    }
}

}  // namespace aquacis::billing
