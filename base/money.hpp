#pragma once
// Mexican pesos as integer centavos. Never a floating-point number, never a bare integer.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.hpp"

namespace aquacis {

class Money {
public:
    constexpr Money() = default;
    static constexpr Money centavos(std::int64_t amount) { return Money(amount); }
    static constexpr Money zero() { return Money(0); }
    // The exact pesos rounded to centavos, by the rounding that the caller names.
    static Money from_pesos(const Decimal& pesos, Rounding rounding);
    // What a person types: "1500", "1,284.60", "$ 20.5". Nothing on other text or more than two decimals.
    static std::optional<Money> parse(std::string_view text);

    constexpr std::int64_t centavos() const { return centavos_; }
    Decimal pesos() const { return {centavos_, 2}; }
    constexpr bool is_zero() const { return centavos_ == 0; }
    constexpr bool is_positive() const { return centavos_ > 0; }
    constexpr bool is_negative() const { return centavos_ < 0; }
    std::string display() const;  // "$1,284.60", "-$5.00"
    std::string plain() const;    // "1284.60", for files and tax documents

    // Throw std::overflow_error beyond 64 bits.
    friend Money operator+(Money a, Money b);
    friend Money operator-(Money a, Money b);
    friend constexpr Money operator-(Money a) { return Money(-a.centavos_); }
    Money& operator+=(Money other) { return *this = *this + other; }
    Money& operator-=(Money other) { return *this = *this - other; }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    explicit constexpr Money(std::int64_t centavos) : centavos_(centavos) {}
    std::int64_t centavos_ = 0;
};

}  // namespace aquacis
