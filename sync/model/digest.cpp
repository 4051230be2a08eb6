#include "sync/model/digest.hpp"

#include <array>

#include "base/sha256.hpp"

namespace aquacis::sync {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78U : value >> 1;
        table[i] = value;
    }
    return table;
}
constexpr auto crc_table = make_crc_table();

void add_text(std::string& out, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((size >> shift) & 0xFF));
    out.append(text);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t so_far) {
    std::uint32_t crc = ~so_far;
    for (const char byte : bytes)
        crc = (crc >> 8) ^ crc_table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF];
    return ~crc;
}

std::uint64_t row_hash(std::string_view kind, std::string_view id, std::string_view body) {
    if (body.empty()) return 0;
    std::string bytes;
    bytes.reserve(kind.size() + id.size() + body.size() + 12);
    add_text(bytes, kind);
    add_text(bytes, id);
    add_text(bytes, body);
    const std::string digest = aquacis::sha256(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value = (value << 8) | static_cast<std::uint8_t>(digest[i]);
    return value;
}

}  // namespace aquacis::sync
