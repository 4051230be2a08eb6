#pragma once
// Luhn's check digit (ISO/IEC 7812-1 annex B): finds every single wrong digit and nearly every exchange of two
// neighbours.

#include <string_view>

namespace aquacis {

// Of these digits, for the place after them. Leading zeros do not change it.
constexpr char luhn_check_digit(std::string_view digits) {
    int sum = 0;
    bool doubled = true;
    for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
        const int digit = digits[i] - '0';
        const int twice = 2 * digit > 9 ? 2 * digit - 9 : 2 * digit;
        sum += doubled ? twice : digit;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace aquacis
