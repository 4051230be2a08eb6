#include "edge-node/gateway/receivers/meter_key.hpp"

#include <fmt/format.h>

#include "base/parse_number.hpp"

namespace aquacis::edge {

std::optional<std::uint64_t> pack_name(std::string_view manufacturer, std::string_view id) {
    if (manufacturer.size() != 3 || id.size() != 8) return std::nullopt;
    std::uint64_t letters = 0;
    for (const char c : manufacturer) {
        if (c < '@' || c > '_') return std::nullopt;
        letters = letters << 5 | static_cast<std::uint64_t>(c - '@');
    }
    const auto digits = parse_number<std::uint32_t>(id, 16);
    if (!digits) return std::nullopt;
    return letters << 32 | *digits;
}

std::optional<MeterKey> pack(const MeterAddress& address) {
    const auto name = pack_name(address.manufacturer, address.id);
    if (!name) return std::nullopt;
    return *name << 16 | static_cast<std::uint64_t>(address.version) << 8 | address.device_type;
}

MeterAddress unpack(MeterKey key) {
    MeterAddress address;
    address.device_type = static_cast<std::uint8_t>(key);
    address.version = static_cast<std::uint8_t>(key >> 8);
    address.id = fmt::format("{:08x}", static_cast<std::uint32_t>(key >> 16));
    for (const int shift : {58, 53, 48})
        address.manufacturer.push_back(static_cast<char>('@' + ((key >> shift) & 0x1F)));
    return address;
}

}  // namespace aquacis::edge
