#pragma once
// What the decoder's tests share: bytes from text and the folder of public reference data.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "edge-node/decode/decoder.hpp"

namespace aquacis::edge::test {

inline Bytes bytes(std::string_view hex) {
    auto parsed = parse_hex(hex);
    EXPECT_TRUE(parsed.has_value()) << hex;
    return parsed.value_or(Bytes{});
}

inline Key key(std::string_view hex) {
    auto parsed = parse_key(hex);
    EXPECT_TRUE(parsed.has_value()) << hex;
    return parsed.value_or(Key{});
}

// The text of a file below ../shared, or nothing when the reference data is not on this machine.
inline std::optional<std::string> shared_text(const std::string& path) {
    const char* source = std::getenv("AQUACIS_SOURCE");
    if (source == nullptr) return std::nullopt;
    std::ifstream stream(std::filesystem::path(source) / ".." / "shared" / path);
    if (!stream) return std::nullopt;
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

struct Bench {
    Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    Decoder decoder{drivers, formats};
};

inline std::string text_of(const std::optional<Decimal>& value) { return value ? value->to_string() : "none"; }

}  // namespace aquacis::edge::test
