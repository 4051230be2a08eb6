#include "base/config/config.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/config/toml.hpp"

namespace aquacis {

struct Config::State {
    toml::table table;
    std::string name;
};

namespace {

std::optional<std::string> from_environment(std::string_view key) {
    std::string name = "AQUACIS_";
    for (const char c : key)
        name.push_back(c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

[[noreturn]] void missing(const std::string& name, std::string_view key) {
    throw ConfigError(name + ": the setting '" + std::string(key) +
                      "' is missing; add it to the file or set its AQUACIS_ variable");
}

[[noreturn]] void unfit(const std::string& name, std::string_view key, const std::string& wanted) {
    throw ConfigError(name + ": the setting '" + std::string(key) + "' must be " + wanted);
}

std::string read_file(const std::filesystem::path& file, const std::string& what) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw ConfigError(what + ": cannot read " + file.string() + "; check that it exists and may be read");
    std::stringstream content;
    content << in.rdbuf();
    return content.str();
}

}  // namespace

Config::Config() : state_(std::make_unique<State>(State{{}, "settings"})) {}
Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::~Config() = default;
Config::Config(const Config& other) : state_(std::make_unique<State>(*other.state_)) {}
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(Config&&) noexcept = default;
Config& Config::operator=(const Config& other) {
    if (this != &other) state_ = std::make_unique<State>(*other.state_);
    return *this;
}

Config Config::from_text(std::string_view toml_text, std::string_view name) {
    try {
        return Config(std::make_unique<State>(State{toml::parse(toml_text), std::string(name)}));
    } catch (const toml::parse_error& fault) {
        throw ConfigError(std::string(name) + ", line " + std::to_string(fault.source().begin.line) + ": " +
                          std::string(fault.description()));
    } catch (const std::runtime_error& fault) {
        throw ConfigError(std::string(name) + ": " + fault.what());
    }
}

Config Config::from_file(const std::filesystem::path& file) {
    return from_text(read_file(file, "settings"), file.string());
}

bool Config::has(std::string_view key) const {
    return from_environment(key).has_value() || static_cast<bool>(state_->table.at_path(key));
}

std::string Config::text(std::string_view key, std::string_view otherwise) const {
    if (auto value = from_environment(key)) return *value;
    const auto node = state_->table.at_path(key);
    if (!node) return std::string(otherwise);
    if (const auto value = node.value_exact<std::string>()) return *value;
    unfit(state_->name, key, "a text in quotes");
}

std::string Config::text(std::string_view key) const {
    if (!has(key)) missing(state_->name, key);
    return text(key, "");
}

std::int64_t Config::integer(std::string_view key, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) const {
    const std::string wanted = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    std::int64_t value = otherwise;
    if (const auto text = from_environment(key)) {
        char* end = nullptr;
        value = std::strtoll(text->c_str(), &end, 10);
        if (text->empty() || *end != '\0') unfit(state_->name, key, wanted);
    } else if (const auto node = state_->table.at_path(key)) {
        const auto number = node.value_exact<std::int64_t>();
        if (!number) unfit(state_->name, key, wanted);
        value = *number;
    }
    if (value < least || value > most) unfit(state_->name, key, wanted);
    return value;
}

bool Config::flag(std::string_view key, bool otherwise) const {
    if (const auto text = from_environment(key)) {
        if (*text == "true" || *text == "1") return true;
        if (*text == "false" || *text == "0") return false;
        unfit(state_->name, key, "true or false");
    }
    const auto node = state_->table.at_path(key);
    if (!node) return otherwise;
    if (const auto value = node.value_exact<bool>()) return *value;
    unfit(state_->name, key, "true or false");
}

std::vector<std::string> Config::list(std::string_view key) const {
    std::vector<std::string> values;
    const auto node = state_->table.at_path(key);
    if (!node) return values;
    const toml::array* array = node.as_array();
    if (array == nullptr) unfit(state_->name, key, "a list of texts");
    for (const auto& item : *array) {
        const auto value = item.value_exact<std::string>();
        if (!value) unfit(state_->name, key, "a list of texts");
        values.push_back(*value);
    }
    return values;
}

std::string Config::secret(std::string_view key) const {
    if (auto value = from_environment(key)) return *value;
    const std::string file = text(std::string(key) + "_file");
    std::string content = read_file(file, state_->name + ": " + std::string(key) + "_file");
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r'))
        content.pop_back();
    return content;
}

std::vector<Config> Config::tables(std::string_view key) const {
    std::vector<Config> found;
    const auto node = state_->table.at_path(key);
    if (!node) return found;
    const toml::array* array = node.as_array();
    if (array == nullptr) unfit(state_->name, key, "an array of tables");
    for (const auto& item : *array) {
        const toml::table* table = item.as_table();
        if (table == nullptr) unfit(state_->name, key, "an array of tables");
        found.push_back(Config(std::make_unique<State>(State{*table, state_->name + " [[" + std::string(key) + "]]"})));
    }
    return found;
}

}  // namespace aquacis
