#pragma once
// What a value information field means: quantity, unit and scale, from the public tables of EN 13757-3.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace aquacis::edge {

enum class ValueKind {
    number,  // signed
    bits,    // unsigned: flags, counters, identifications
    date,    // type G, F, I or J, by length
    letters,
};

struct VifMeaning {
    std::string quantity;
    std::string_view unit;
    ValueKind kind = ValueKind::number;
    int exponent = 0;          // value × 10^exponent
    std::uint64_t factor = 1;  // … × factor / 10^factor_scale, for units that are not metric
    int factor_scale = 0;
    bool plain = true;  // no modifier changes what the quantity is
};

// The VIF and its extensions, as on the wire.
VifMeaning meaning_of(std::span<const std::uint8_t> vif);

}  // namespace aquacis::edge
