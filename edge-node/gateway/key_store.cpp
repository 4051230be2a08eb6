#include "edge-node/gateway/key_store.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>
#include <iterator>
#include <sstream>

#include "base/config/config.hpp"

namespace aquacis::edge {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::optional<std::string_view> unquoted(std::string_view text) {
    text = trimmed(text);
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
    return text.substr(1, text.size() - 2);
}

struct Entry {
    std::uint64_t name;
    Key key;
};

std::optional<Entry> parse_entry(std::string_view line) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto left = unquoted(line.substr(0, equals));
    const auto right = unquoted(line.substr(equals + 1));
    if (!left || !right || left->size() != 12 || (*left)[3] != ' ') return std::nullopt;
    const auto name = pack_name(left->substr(0, 3), left->substr(4));
    const auto key = parse_key(*right);
    if (!name || !key) return std::nullopt;
    return Entry{*name, *key};
}

// Read line by line: a TOML tree of a hundred thousand keys would not fit the node's memory.
std::vector<std::pair<std::uint64_t, Key>> read_keys(std::istream& in, const std::string& name) {
    std::vector<std::pair<std::uint64_t, Key>> keys;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const std::string_view content = trimmed(line);
        if (content.empty() || content.front() == '#' || content == "[keys]") continue;
        const auto entry = parse_entry(content);
        if (!entry)
            throw ConfigError(name + ", line " + std::to_string(number) +
                              ": not a key; write \"KAM 64107712\" = \"32 hexadecimal digits\"");
        if (keys.size() == KeyStore::max_keys)
            throw ConfigError(name + ": more than " + std::to_string(KeyStore::max_keys) +
                              " keys; keep those of this gateway's meters");
        keys.emplace_back(entry->name, entry->key);
    }
    std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return keys;
}

}  // namespace

KeyStore KeyStore::from_text(std::string_view text, std::string_view name) {
    std::istringstream in{std::string(text)};
    KeyStore store;
    store.keys_ = read_keys(in, std::string(name));
    return store;
}

KeyStore KeyStore::from_file(const std::filesystem::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0)
        throw ConfigError("gateway.keys_file: cannot read " + file.string() + ": " + std::strerror(errno));
    if ((facts.st_mode & 077) != 0)
        throw ConfigError("gateway.keys_file: others may read " + file.string() + "; run: chmod 600 " + file.string());
    std::ifstream in(file);
    if (!in) throw ConfigError("gateway.keys_file: cannot read " + file.string());
    KeyStore store;
    store.keys_ = read_keys(in, file.string());
    return store;
}

void KeyStore::add(const KeyStore& more) {
    std::vector<std::pair<std::uint64_t, Key>> both;
    both.reserve(keys_.size() + more.keys_.size());
    std::set_union(more.keys_.begin(), more.keys_.end(), keys_.begin(), keys_.end(), std::back_inserter(both),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
    keys_ = std::move(both);
}

const Key* KeyStore::find(std::uint64_t name) const {
    const auto at = std::lower_bound(keys_.begin(), keys_.end(), name,
                                     [](const auto& entry, std::uint64_t wanted) { return entry.first < wanted; });
    return at != keys_.end() && at->first == name ? &at->second : nullptr;
}

}  // namespace aquacis::edge
