#pragma once
// The CRC of EN 13757-4: polynomial 0x3D65, start 0, inverted. "123456789" gives 0xC2B7.

#include <cstdint>
#include <span>

namespace aquacis::edge {

std::uint16_t crc16(std::span<const std::uint8_t> bytes);

// The same over pieces: start with 0, feed, finish by inverting.
std::uint16_t crc16_feed(std::uint16_t state, std::span<const std::uint8_t> bytes);

}  // namespace aquacis::edge
