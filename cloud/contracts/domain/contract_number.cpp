#include "cloud/contracts/domain/contract_number.hpp"

#include <algorithm>
#include <cassert>

#include "base/luhn.hpp"

namespace aquacis::contracts {
namespace {

constexpr std::size_t least_digits = 5;
constexpr std::size_t most_digits = 10;

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

char contract_check_digit(std::string_view digits) { return luhn_check_digit(digits); }

std::optional<ContractNumber> ContractNumber::parse(std::string_view text) {
    if (text.size() < least_digits + 2 || text.size() > most_digits + 2 || text[text.size() - 2] != '-')
        return std::nullopt;
    const std::string_view digits = text.substr(0, text.size() - 2);
    if (!all_digits(digits) || text.back() != contract_check_digit(digits)) return std::nullopt;
    return ContractNumber(std::string(text));
}

ContractNumber ContractNumber::of(std::uint64_t sequence) {
    std::string digits = std::to_string(sequence);
    assert(digits.size() <= most_digits);
    if (digits.size() < least_digits) digits.insert(0, least_digits - digits.size(), '0');
    const char check = contract_check_digit(digits);
    return ContractNumber(digits + '-' + check);
}

}  // namespace aquacis::contracts
