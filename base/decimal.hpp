#pragma once
// Exact decimals: units × 10^-scale. Prices, factors, meter values. No floating point anywhere.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aquacis {

__extension__ using int128 = __int128;

// How a quotient or a dropped digit is rounded. Named at every division, because a bill must reproduce.
enum class Rounding {
    half_up,    // away from zero on a tie: 0.125 → 0.13, -0.125 → -0.13
    half_even,  // to the even neighbour on a tie
    down,       // toward zero
    up,         // away from zero
};

// numerator / denominator rounded to an integer. Throws std::domain_error when the denominator is zero.
int128 divide(int128 numerator, int128 denominator, Rounding rounding);

class Decimal {
public:
    static constexpr int max_scale = 18;

    constexpr Decimal() = default;
    constexpr Decimal(int128 units, int scale) : units_(units), scale_(scale) {}
    static constexpr Decimal integer(std::int64_t value) { return {value, 0}; }

    // "-12.50", up to 18 decimals and 36 digits, no exponent, no blanks. Nothing on any other text.
    static std::optional<Decimal> parse(std::string_view text);

    constexpr int128 units() const { return units_; }
    constexpr int scale() const { return scale_; }
    bool is_zero() const { return units_ == 0; }
    bool is_negative() const { return units_ < 0; }

    // The same value with exactly `scale` decimals; rounded only when digits are dropped.
    Decimal rescaled(int scale, Rounding rounding) const;
    // round(value × 10^scale) as a 64-bit integer; throws std::overflow_error when it does not fit.
    std::int64_t scaled_integer(int scale, Rounding rounding) const;
    // The shortest text of the same value: "12.5", "0", "-3".
    std::string to_string() const;
    // With exactly that many decimals.
    std::string to_fixed(int scale, Rounding rounding) const;

    // Exact; throw std::overflow_error beyond 128 bits or max_scale after trailing zeros are dropped.
    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b);
    friend Decimal operator*(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a) { return {-a.units_, a.scale_}; }
    friend bool operator==(const Decimal& a, const Decimal& b) { return compare(a, b) == 0; }
    friend bool operator<(const Decimal& a, const Decimal& b) { return compare(a, b) < 0; }
    friend bool operator>(const Decimal& a, const Decimal& b) { return compare(a, b) > 0; }
    friend bool operator<=(const Decimal& a, const Decimal& b) { return compare(a, b) <= 0; }
    friend bool operator>=(const Decimal& a, const Decimal& b) { return compare(a, b) >= 0; }

    // value / divisor with `scale` decimals. Throws std::domain_error when the divisor is zero.
    Decimal divided_by(const Decimal& divisor, int scale, Rounding rounding) const;

private:
    static int compare(const Decimal& a, const Decimal& b);
    Decimal normalized() const;

    int128 units_ = 0;
    int scale_ = 0;
};

}  // namespace aquacis
