#include "base/printed_code.hpp"

#include <algorithm>
#include <array>

#include "base/parse_number.hpp"

namespace aquacis {
namespace {

// A number's rest by a prime, as Spain's identity cards have it; no letter looks like a digit.
constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
constexpr std::size_t most_administration_digits = 4;
constexpr std::size_t most_contract_digits = 11;
constexpr std::int64_t contracts = 100'000'000'000;  // that so many digits can tell apart

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// "00412-7" without its dash; empty when it is written otherwise.
std::string digits_of_number(std::string_view number) {
    if (number.size() < 3 || number.size() > most_contract_digits + 1 || number[number.size() - 2] != '-') return {};
    std::string digits(number.substr(0, number.size() - 2));
    digits += number.back();
    return all_digits(digits) ? digits : std::string();
}

char letter_of(int administration, const std::string& contract_digits) {
    const std::int64_t value = administration * contracts + parse_number<std::int64_t>(contract_digits).value();
    return letters.at(static_cast<std::size_t>(value % static_cast<std::int64_t>(letters.size())));
}

}  // namespace

std::string printed_code(AdministrationId administration, std::string_view contract_number) {
    const std::string digits = digits_of_number(contract_number);
    if (digits.empty() || administration.number() <= 0) return {};
    return "C" + std::to_string(administration.number()) + letter_of(administration.number(), digits) + "-" +
           std::string(contract_number);
}

std::optional<PrintedCode> parse_printed_code(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos || dash < 3 || dash > 2 + most_administration_digits || upper(text[0]) != 'C')
        return std::nullopt;
    const auto administration = parse_number<int>(text.substr(1, dash - 2));
    const char letter = upper(text[dash - 1]);
    const std::string digits = digits_of_number(text.substr(dash + 1));
    if (!all_digits(text.substr(1, dash - 2)) || !administration || *administration == 0 || letter < 'A' ||
        letter > 'Z' || digits.empty())
        return std::nullopt;
    return PrintedCode{AdministrationId(*administration), std::string(text.substr(dash + 1)),
                       letter == letter_of(*administration, digits)};
}

std::string contract_number_in(std::string_view text, AdministrationId here) {
    const auto code = parse_printed_code(text);
    return code && code->intact && code->administration == here ? code->contract_number : std::string(text);
}

}  // namespace aquacis
