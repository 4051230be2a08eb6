#include "edge-node/decode/driver.hpp"

#include <stdexcept>

#include "base/config/toml.hpp"
#include "base/parse_number.hpp"

namespace aquacis::edge {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::uint64_t number_of(std::string_view text, int base) {
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) text.remove_prefix(2);
    const auto value = parse_number<std::uint64_t>(text, base);
    if (!value) throw std::runtime_error("'" + std::string(text) + "' is not a number");
    return *value;
}

std::optional<std::uint8_t> byte_or_any(std::string_view text) {
    if (text == "*") return std::nullopt;
    const auto value = number_of(text, 16);
    if (value > 0xFF) throw std::runtime_error("'" + std::string(text) + "' is not a byte");
    return static_cast<std::uint8_t>(value);
}

MeterPattern pattern_of(std::string_view text) {
    const auto words = words_of(text);
    if (words.size() != 3 || words[0].size() != 3)
        throw std::runtime_error("meters: '" + std::string(text) + "' is not MANUFACTURER VERSION TYPE");
    return {std::string(words[0]), byte_or_any(words[1]), byte_or_any(words[2])};
}

// A key is one selector or a list of them in order of preference.
std::vector<Selector> selectors_of(const toml::table& table, std::string_view key,
                                   const std::vector<Selector>& fallback) {
    const auto* node = table.get(key);
    if (node == nullptr) return fallback;
    std::vector<Selector> selectors;
    if (const auto one = node->value<std::string>()) {
        selectors.push_back(Selector::parse(*one));
    } else if (const auto* list = node->as_array()) {
        for (const auto& item : *list)
            selectors.push_back(Selector::parse(item.value_or(std::string())));
    } else {
        throw std::runtime_error(std::string(key) + " is neither a text nor a list of texts");
    }
    return selectors;
}

StatusRule status_rule_of(const toml::table& table) {
    StatusRule rule;
    const auto from = table["from"].value_or(std::string("error_flags"));
    if (from == "transport") {
        rule.from_transport = true;
        rule.mask = 0xFF;
    } else {
        rule.record = Selector::parse(from);
    }
    if (const auto mask = table["mask"].value<std::int64_t>()) rule.mask = static_cast<std::uint64_t>(*mask);
    rule.unknown = table["unknown"].value_or(std::string());
    if (const auto* bits = table["bits"].as_table()) {
        for (const auto& [value, word] : *bits)
            rule.bits.push_back({number_of(std::string_view(value), 16), word.value_or(std::string())});
    }
    return rule;
}

Driver make_generic() {
    Driver driver;
    driver.name = "generic";
    driver.volume = {Selector::parse("volume"), Selector::parse("volume_forward"), Selector::parse("volume tariff=1"),
                     Selector::parse("volume subunit=1")};
    driver.target_volume = {Selector::parse("volume storage=1-999")};
    driver.target_date = {};
    driver.date_time = {Selector::parse("date_time"), Selector::parse("date")};
    driver.flow = {Selector::parse("flow"), Selector::parse("flow_vife_58")};
    driver.temperature = {Selector::parse("flow_temperature")};
    StatusRule rule;
    rule.record = Selector::parse("vif=FD17");
    rule.unknown = "ERROR_FLAGS";
    StatusRule with_error_code = rule;
    with_error_code.record = Selector::parse("vif=FD971C");
    driver.status = {rule, with_error_code};
    return driver;
}

// A driver from its file: what it does not say is the generic one's, and what every driver needs must be there.
Driver driver_of(const toml::table& table) {
    const Driver& generic = generic_driver();
    Driver driver;
    driver.name = table["name"].value_or(std::string());
    driver.title = table["title"].value_or(std::string());
    if (driver.name.empty()) throw std::runtime_error("name is missing");
    if (const auto* meters = table["meters"].as_array()) {
        for (const auto& meter : *meters)
            driver.meters.push_back(pattern_of(meter.value_or(std::string())));
    }
    if (driver.meters.empty()) throw std::runtime_error("meters is missing");
    driver.payload = table["payload"].value_or(std::string());
    driver.volume_divisor = table["volume_divisor"].value_or(1U);
    if (driver.volume_divisor == 0) throw std::runtime_error("volume_divisor is zero");
    if (const auto* formats = table["formats"].as_array()) {
        for (const auto& format : *formats) {
            auto bytes = parse_hex(format.value_or(std::string("?")));
            if (!bytes) throw std::runtime_error("formats holds a text that is not hexadecimal");
            driver.formats.push_back(std::move(*bytes));
        }
    }
    driver.volume = selectors_of(table, "volume", generic.volume);
    driver.target_volume = selectors_of(table, "target_volume", generic.target_volume);
    driver.target_date = selectors_of(table, "target_date", generic.target_date);
    driver.date_time = selectors_of(table, "date_time", generic.date_time);
    driver.flow = selectors_of(table, "flow", generic.flow);
    driver.temperature = selectors_of(table, "temperature", generic.temperature);
    driver.transport_status = table["transport_status"].value_or(true);
    driver.status = generic.status;
    if (const auto* rules = table["status"].as_array()) {
        driver.status.clear();
        for (const auto& rule : *rules) {
            if (const auto* fields = rule.as_table()) driver.status.push_back(status_rule_of(*fields));
        }
    }
    return driver;
}

// The telegrams of a driver's file and what they must give; a value that is not named is not checked.
Proof proof_of(const toml::table& table) {
    Proof proof;
    proof.source = table["source"].value_or(std::string());
    if (proof.source.empty()) throw std::runtime_error("proof: source is missing");
    std::string_view rest = table["telegram"].value_or(std::string_view());
    for (bool more = true; more;) {
        const std::size_t comma = rest.find(',');
        auto bytes = parse_hex(rest.substr(0, comma));
        if (!bytes || bytes->empty()) throw std::runtime_error("proof: telegram is missing or not hexadecimal");
        proof.telegrams.push_back(std::move(*bytes));
        more = comma != std::string_view::npos;
        if (more) rest.remove_prefix(comma + 1);
    }
    if (const auto key = table["key"].value<std::string>()) {
        proof.key = parse_key(*key);
        if (!proof.key) throw std::runtime_error("proof: key must be 32 hexadecimal digits");
    }
    proof.volume_m3 = table["volume_m3"].value<std::string>();
    proof.target_volume_m3 = table["target_volume_m3"].value<std::string>();
    proof.target_date = table["target_date"].value<std::string>();
    proof.date_time = table["date_time"].value<std::string>();
    if (const auto* words = table["status"].as_array()) {
        proof.status.emplace();
        for (const auto& word : *words)
            proof.status->push_back(word.value_or(std::string()));
    }
    return proof;
}

template <class Read>
auto with_file_named(const std::string& file, Read&& read) {
    try {
        return read();
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(file + ": line " + std::to_string(error.source().begin.line) + ": " +
                                 std::string(error.description()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(file + ": " + error.what());
    }
}

}  // namespace

Selector Selector::parse(std::string_view text) {
    Selector selector;
    for (const std::string_view word : words_of(text)) {
        const std::size_t equals = word.find('=');
        const std::string_view key = word.substr(0, equals);
        if (equals == std::string_view::npos) {
            selector.quantity = word;
            continue;
        }
        const std::string_view value = word.substr(equals + 1);
        if (key == "vif") {
            selector.vif = static_cast<std::uint32_t>(number_of(value, 16));
            selector.function = "any";
            selector.storage_to = 999;
            selector.tariff = selector.subunit = std::nullopt;
        } else if (key == "storage") {
            const std::size_t dash = value.find('-');
            selector.storage_from = static_cast<unsigned>(number_of(value.substr(0, dash), 10));
            selector.storage_to = dash == std::string_view::npos
                                      ? selector.storage_from
                                      : static_cast<unsigned>(number_of(value.substr(dash + 1), 10));
        } else if (key == "tariff") {
            selector.tariff =
                value == "any" ? std::nullopt : std::optional(static_cast<unsigned>(number_of(value, 10)));
        } else if (key == "subunit") {
            selector.subunit =
                value == "any" ? std::nullopt : std::optional(static_cast<unsigned>(number_of(value, 10)));
        } else if (key == "function") {
            selector.function = value;
        } else {
            throw std::runtime_error("'" + std::string(key) + "' is not part of a selector");
        }
    }
    return selector;
}

// Every condition that the selector names holds for the record.
bool Selector::matches(const Record& record) const {
    if (vif ? record.vif != *vif : record.quantity != quantity) return false;
    if (record.storage < storage_from || record.storage > storage_to) return false;
    if (tariff && record.tariff != *tariff) return false;
    if (subunit && record.subunit != *subunit) return false;
    return function == "any" || record.function == function;
}

const Driver& generic_driver() {
    static const Driver driver = make_generic();
    return driver;
}

Driver parse_driver(std::string_view text, const std::string& file) {
    return with_file_named(file, [&] { return driver_of(toml::parse(text, file)); });
}

std::vector<Proof> parse_proofs(std::string_view text, const std::string& file) {
    return with_file_named(file, [&] {
        std::vector<Proof> proofs;
        const toml::table table = toml::parse(text, file);
        if (const auto* tables = table["proof"].as_array()) {
            for (const auto& one : *tables) {
                if (const auto* fields = one.as_table()) proofs.push_back(proof_of(*fields));
            }
        }
        return proofs;
    });
}

}  // namespace aquacis::edge
