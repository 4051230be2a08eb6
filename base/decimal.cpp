#include "base/decimal.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace aquacis {
namespace {

int128 checked_multiply(int128 a, int128 b) {
    int128 product = 0;
    if (__builtin_mul_overflow(a, b, &product)) throw std::overflow_error("decimal: product beyond 128 bits");
    return product;
}

int128 checked_add(int128 a, int128 b) {
    int128 sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) throw std::overflow_error("decimal: sum beyond 128 bits");
    return sum;
}

int128 power_of_ten(int exponent) {
    int128 power = 1;
    for (int i = 0; i < exponent; ++i)
        power = checked_multiply(power, 10);
    return power;
}

std::string digits_of(int128 magnitude) {
    std::string digits;
    do {
        digits.push_back(static_cast<char>('0' + static_cast<int>(magnitude % 10)));
        magnitude /= 10;
    } while (magnitude != 0);
    std::reverse(digits.begin(), digits.end());
    return digits;
}

}  // namespace

int128 divide(int128 numerator, int128 denominator, Rounding rounding) {
    if (denominator == 0) throw std::domain_error("decimal: division by zero");
    const int128 quotient = numerator / denominator;
    const int128 remainder = numerator % denominator;
    if (remainder == 0) return quotient;
    const int128 away = ((numerator < 0) == (denominator < 0)) ? 1 : -1;
    const int128 left = remainder < 0 ? -remainder : remainder;
    const int128 whole = denominator < 0 ? -denominator : denominator;
    const int128 rest = whole - left;  // left < rest: below the half; equal: a tie
    switch (rounding) {
        case Rounding::down:
            return quotient;
        case Rounding::up:
            return quotient + away;
        case Rounding::half_up:
            return left >= rest ? quotient + away : quotient;
        case Rounding::half_even:
            if (left == rest) return quotient % 2 == 0 ? quotient : quotient + away;
            return left > rest ? quotient + away : quotient;
    }
    return quotient;
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 37 || text.front() == '.' || text.back() == '.') return std::nullopt;
    int128 units = 0;
    int scale = 0;
    int digits = 0;
    bool after_point = false;
    for (const char c : text) {
        if (c == '.') {
            if (after_point) return std::nullopt;
            after_point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 36) return std::nullopt;
        units = units * 10 + (c - '0');
        if (after_point && ++scale > max_scale) return std::nullopt;
    }
    return Decimal(negative ? -units : units, scale);
}

Decimal Decimal::normalized() const {
    Decimal shortest = *this;
    while (shortest.scale_ > 0 && shortest.units_ % 10 == 0) {
        shortest.units_ /= 10;
        --shortest.scale_;
    }
    return shortest;
}

Decimal Decimal::rescaled(int scale, Rounding rounding) const {
    if (scale >= scale_) return {checked_multiply(units_, power_of_ten(scale - scale_)), scale};
    return {divide(units_, power_of_ten(scale_ - scale), rounding), scale};
}

std::int64_t Decimal::scaled_integer(int scale, Rounding rounding) const {
    const int128 units = rescaled(scale, rounding).units_;
    if (units > std::numeric_limits<std::int64_t>::max() || units < std::numeric_limits<std::int64_t>::min())
        throw std::overflow_error("decimal: beyond 64 bits");
    return static_cast<std::int64_t>(units);
}

std::string Decimal::to_string() const {
    const Decimal shortest = normalized();
    return shortest.to_fixed(shortest.scale_, Rounding::down);
}

std::string Decimal::to_fixed(int scale, Rounding rounding) const {
    const int128 units = rescaled(scale, rounding).units_;
    std::string digits = digits_of(units < 0 ? -units : units);
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    return units < 0 ? "-" + digits : digits;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale_, b.scale_);
    return {checked_add(a.rescaled(scale, Rounding::down).units_, b.rescaled(scale, Rounding::down).units_), scale};
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + (-b); }

Decimal operator*(const Decimal& a, const Decimal& b) {
    const Decimal left = a.normalized();
    const Decimal right = b.normalized();
    const Decimal product =
        Decimal(checked_multiply(left.units_, right.units_), left.scale_ + right.scale_).normalized();
    if (product.scale_ > Decimal::max_scale) throw std::overflow_error("decimal: product has too many decimals");
    return product;
}

Decimal Decimal::divided_by(const Decimal& divisor, int scale, Rounding rounding) const {
    const Decimal over = normalized();
    const Decimal under = divisor.normalized();
    // over/10^a ÷ under/10^b × 10^scale = over × 10^(scale + b - a) ÷ under
    const int shift = scale + under.scale_ - over.scale_;
    const int128 numerator = shift >= 0 ? checked_multiply(over.units_, power_of_ten(shift)) : over.units_;
    const int128 denominator = shift >= 0 ? under.units_ : checked_multiply(under.units_, power_of_ten(-shift));
    return {divide(numerator, denominator, rounding), scale};
}

int Decimal::compare(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale_, b.scale_);
    const int128 left = a.rescaled(scale, Rounding::down).units_;
    const int128 right = b.rescaled(scale, Rounding::down).units_;
    return left < right ? -1 : (left > right ? 1 : 0);
}

}  // namespace aquacis
