#pragma once
// Water volumes as integer litres.

#include <compare>
#include <cstdint>

#include "base/decimal.hpp"

namespace aquacis {

class Volume {
public:
    constexpr Volume() = default;
    static constexpr Volume litres(std::int64_t amount) { return Volume(amount); }
    // Cubic metres from a meter's exact value; a part of a litre is dropped, as a register shows it.
    static Volume from_cubic_metres(const Decimal& m3) { return Volume(m3.scaled_integer(3, Rounding::down)); }

    constexpr std::int64_t litres() const { return litres_; }
    Decimal cubic_metres() const { return {litres_, 3}; }

    friend constexpr Volume operator+(Volume a, Volume b) { return Volume(a.litres_ + b.litres_); }
    friend constexpr Volume operator-(Volume a, Volume b) { return Volume(a.litres_ - b.litres_); }
    friend constexpr auto operator<=>(Volume, Volume) = default;

private:
    explicit constexpr Volume(std::int64_t litres) : litres_(litres) {}
    std::int64_t litres_ = 0;
};

}  // namespace aquacis
