#include "edge-node/decode/crc.hpp"

#include <array>

namespace aquacis::edge {
namespace {

constexpr std::array<std::uint16_t, 256> make_table() {
    std::array<std::uint16_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i) {
        unsigned crc = i << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ 0x3D65U : crc << 1;
        table[i] = static_cast<std::uint16_t>(crc);
    }
    return table;
}

constexpr auto table = make_table();

}  // namespace

std::uint16_t crc16_feed(std::uint16_t state, std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes)
        state = static_cast<std::uint16_t>((state << 8) ^ table[(state >> 8) ^ byte]);
    return state;
}

std::uint16_t crc16(std::span<const std::uint8_t> bytes) { return static_cast<std::uint16_t>(~crc16_feed(0, bytes)); }

}  // namespace aquacis::edge
