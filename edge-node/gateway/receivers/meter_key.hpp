#pragma once
// A meter's whole address in 63 bits: small enough to keep fifty thousand of them.

#include <cstdint>
#include <optional>
#include <string_view>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

using MeterKey = std::uint64_t;

// Nothing when the manufacturer is not three letters or the id not eight hexadecimal digits.
std::optional<MeterKey> pack(const MeterAddress& address);
MeterAddress unpack(MeterKey key);
// Manufacturer and id alone: what a key file names.
std::optional<std::uint64_t> pack_name(std::string_view manufacturer, std::string_view id);
constexpr std::uint64_t name_of(MeterKey key) { return key >> 16; }

}  // namespace aquacis::edge
