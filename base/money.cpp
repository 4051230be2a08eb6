#include "base/money.hpp"

#include <stdexcept>

namespace aquacis {

Money Money::from_pesos(const Decimal& pesos, Rounding rounding) { return Money(pesos.scaled_integer(2, rounding)); }

std::optional<Money> Money::parse(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c == '$' || c == ',' || c == ' ') continue;
        digits.push_back(c);
    }
    const auto pesos = Decimal::parse(digits);
    if (!pesos || pesos->scale() > 2 || digits.size() > 16) return std::nullopt;
    return from_pesos(*pesos, Rounding::down);
}

std::string Money::plain() const { return pesos().to_fixed(2, Rounding::down); }

std::string Money::display() const {
    std::string digits = plain();
    const bool negative = digits.front() == '-';
    if (negative) digits.erase(0, 1);
    for (auto at = static_cast<int>(digits.size()) - 6; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return (negative ? "-$" : "$") + digits;
}

Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.centavos_, b.centavos_, &sum)) throw std::overflow_error("money: sum beyond 64 bits");
    return Money(sum);
}

Money operator-(Money a, Money b) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.centavos_, b.centavos_, &difference))
        throw std::overflow_error("money: difference beyond 64 bits");
    return Money(difference);
}

}  // namespace aquacis
