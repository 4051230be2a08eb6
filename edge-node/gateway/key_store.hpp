#pragma once
// The meters' AES keys, from a file that only its owner may read:
//   [keys]
//   "KAM 64107712" = "00112233445566778899AABBCCDDEEFF"

#include <filesystem>
#include <utility>
#include <vector>

#include "edge-node/decode/telegram.hpp"
#include "edge-node/gateway/receivers/meter_key.hpp"

namespace aquacis::edge {

class KeyStore {
public:
    static constexpr std::size_t max_keys = 100'000;
    KeyStore() = default;
    // Throws ConfigError, naming the line and the remedy, when others may read the file or a line is not such a key.
    static KeyStore from_file(const std::filesystem::path& file);
    static KeyStore from_text(std::string_view text, std::string_view name);

    void add(const KeyStore& more);  // of a meter in both, the added key is used

    const Key* find(std::uint64_t name) const;  // pack_name's
    std::size_t size() const { return keys_.size(); }

private:
    std::vector<std::pair<std::uint64_t, Key>> keys_;  // sorted
};

}  // namespace aquacis::edge
