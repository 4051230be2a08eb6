#include "edge-node/decode/layout.hpp"

#include <stdexcept>

#include "base/config/toml.hpp"
#include "base/parse_number.hpp"

namespace aquacis::edge {
namespace {

Decimal decimal_of(const toml::table& table, std::string_view key, Decimal fallback) {
    const auto text = table[key].value<std::string>();
    if (!text) return fallback;
    const auto value = Decimal::parse(*text);
    if (!value) throw std::runtime_error(std::string(key) + ": '" + *text + "' is not a decimal in quotes");
    return *value;
}

Bytes bytes_of(const toml::table& table, std::string_view key) {
    const auto text = table[key].value<std::string>();
    if (!text) return {};
    auto bytes = parse_hex(*text);
    if (!bytes) throw std::runtime_error(std::string(key) + ": '" + *text + "' is not hexadecimal");
    return *bytes;
}

std::vector<StatusWord> words_of(const toml::table& table, std::string_view key) {
    std::vector<StatusWord> words;
    const auto* entries = table[key].as_table();
    if (entries == nullptr) return words;
    for (const auto& [name, word] : *entries) {
        std::string_view text(name);
        if (text.starts_with("0x")) text.remove_prefix(2);
        const auto value = parse_number<std::uint64_t>(text, 16);
        if (!value) throw std::runtime_error(std::string(key) + ": '" + std::string(text) + "' is not hexadecimal");
        words.push_back({*value, word.value_or(std::string())});
    }
    return words;
}

FieldType type_of(const std::string& name) {
    if (name == "unsigned") return FieldType::unsigned_integer;
    if (name == "signed") return FieldType::signed_integer;
    if (name == "time") return FieldType::unix_time;
    if (name == "hex") return FieldType::hexadecimal;
    throw std::runtime_error("type: '" + name + "' is not unsigned, signed, time or hex");
}

LayoutField field_of(const toml::table& table) {
    LayoutField field;
    field.quantity = table["quantity"].value_or(std::string());
    field.unit = table["unit"].value_or(std::string());
    field.type = type_of(table["type"].value_or(std::string("unsigned")));
    field.at = table["at"].value_or(std::size_t{0});
    field.size = table["size"].value_or(std::size_t{1});
    field.big_endian = table["big_endian"].value_or(false);
    field.shift = table["shift"].value_or(0U);
    if (const auto mask = table["mask"].value<std::int64_t>()) field.mask = static_cast<std::uint64_t>(*mask);
    field.add = table["add"].value_or(std::int64_t{0});
    field.factor = decimal_of(table, "factor", field.factor);
    field.offset = decimal_of(table, "offset", field.offset);
    field.epoch = table["epoch"].value_or(std::int64_t{0});
    field.storage = table["storage"].value_or(0U);
    field.function = table["function"].value_or(std::string("instantaneous"));
    field.channel = bytes_of(table, "channel");
    field.flag = table["flag"].value_or(0U);
    field.bits = words_of(table, "bits");
    field.words = words_of(table, "words");
    const bool number = field.type == FieldType::unsigned_integer || field.type == FieldType::signed_integer;
    if (field.size == 0 || field.size > (number ? 8U : 64U) || field.shift > 63)
        throw std::runtime_error("size or shift of '" + field.quantity + "' is out of range");
    return field;
}

LayoutKind kind_of(const std::string& name) {
    if (name == "fixed") return LayoutKind::fixed;
    if (name == "channels") return LayoutKind::channels;
    if (name == "flags") return LayoutKind::flags;
    if (name == "algorithm") return LayoutKind::algorithm;
    throw std::runtime_error("kind: '" + name + "' is not fixed, channels, flags or algorithm");
}

std::vector<Selector> selectors_of(const toml::table& table, std::string_view key, std::vector<Selector> fallback) {
    const auto* list = table[key].as_array();
    if (list == nullptr) return fallback;
    std::vector<Selector> selectors;
    for (const auto& item : *list)
        selectors.push_back(Selector::parse(item.value_or(std::string())));
    return selectors;
}

// A LoRaWAN layout from its file: which models and ports, how a payload is told, its fields; what it does not say is
// the generic driver's.
Layout layout_of(const toml::table& table, const std::string& vendor) {
    Layout layout;
    layout.vendor = vendor;
    if (const auto* models = table["models"].as_array()) {
        for (const auto& model : *models)
            layout.models.push_back(model.value_or(std::string()));
    }
    if (layout.models.empty()) throw std::runtime_error("models is missing");
    if (const auto* ports = table["ports"].as_array()) {
        for (const auto& port : *ports)
            layout.ports.push_back(port.value_or(0U));
    }
    layout.starts = bytes_of(table, "starts");
    layout.size = table["size"].value<std::size_t>();
    layout.kind = kind_of(table["kind"].value_or(std::string("fixed")));
    layout.algorithm = table["algorithm"].value_or(std::string());
    layout.flags_at = table["flags_at"].value_or(std::size_t{0});
    if (const auto* fields = table["field"].as_array()) {
        for (const auto& field : *fields) {
            if (const auto* entries = field.as_table()) layout.fields.push_back(field_of(*entries));
        }
    }
    layout.driver = generic_driver();
    layout.driver.name = vendor + "/" + layout.models.front();
    layout.driver.volume = selectors_of(table, "volume", layout.driver.volume);
    layout.driver.date_time = selectors_of(table, "date_time", layout.driver.date_time);
    layout.driver.target_volume = selectors_of(table, "target_volume", layout.driver.target_volume);
    return layout;
}

}  // namespace

std::vector<Layout> parse_layouts(std::string_view text, const std::string& file) {
    try {
        const toml::table table = toml::parse(text, file);
        const auto vendor = table["vendor"].value_or(std::string());
        if (vendor.empty()) throw std::runtime_error("vendor is missing");
        std::vector<Layout> layouts;
        if (const auto* entries = table["layout"].as_array()) {
            for (const auto& entry : *entries) {
                if (const auto* fields = entry.as_table()) layouts.push_back(layout_of(*fields, vendor));
            }
        }
        for (Layout& layout : layouts)
            layout.file = file;
        if (layouts.empty()) throw std::runtime_error("no [[layout]]");
        return layouts;
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(file + ": line " + std::to_string(error.source().begin.line) + ": " +
                                 std::string(error.description()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(file + ": " + error.what());
    }
}

}  // namespace aquacis::edge
