#include "field-app/node/contract_code.hpp"

#include <algorithm>

#include "base/luhn.hpp"
#include "base/printed_code.hpp"

namespace aquacis::field {
namespace {

constexpr std::size_t fewest_bare_digits = 6;  // five and the check digit
constexpr std::size_t most_digits = 11;
constexpr std::size_t longest_suffix = 3;  // a bill's revision: "-R2", "-2"

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// A scanner set to another keyboard types an apostrophe where the code has a dash.
std::string tidied(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    std::string tidy(text);
    std::replace(tidy.begin(), tidy.end(), '\'', '-');
    return tidy;
}

// "00412-7"
std::optional<std::string> dashed(std::string_view text) {
    if (text.size() < 3 || text.size() > most_digits + 1 || text[text.size() - 2] != '-') return std::nullopt;
    const std::string_view base = text.substr(0, text.size() - 2);
    if (!all_digits(base) || !is_digit(text.back())) return std::nullopt;
    return std::string(base) + text.back();
}

ContractCode of_bill(std::string digits, std::string_view prefix) {
    return {.digits = std::move(digits), .sure = true, .from_nameless_paper = true, .bill_prefix = std::string(prefix)};
}

// "QRO-2026-10-00412-7", and the same bill revised.
std::optional<ContractCode> in_bill_number(std::string_view text) {
    for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
        std::string_view rest = text.substr(at + 1);  // "2026-10-00412-7"
        if (rest.size() < 11 || !all_digits(rest.substr(0, 4)) || rest[4] != '-' || !all_digits(rest.substr(5, 2)) ||
            rest[7] != '-')
            continue;
        rest.remove_prefix(8);
        if (auto digits = dashed(rest)) return of_bill(*std::move(digits), text.substr(0, at));
        const std::size_t dash = rest.rfind('-');
        if (dash == std::string_view::npos || rest.size() - dash > longest_suffix) continue;
        if (auto digits = dashed(rest.substr(0, dash))) return of_bill(*std::move(digits), text.substr(0, at));
    }
    return std::nullopt;
}

std::optional<ContractCode> in_printed_code(std::string_view text) {
    const auto code = parse_printed_code(text);
    if (!code) return std::nullopt;
    return ContractCode{.digits = *dashed(code->contract_number),
                        .sure = true,
                        .administration = code->administration,
                        .intact = code->intact};
}

// "C00412-7", as bills and receipts said it before they named the administration; a scanner may leave the dash out.
std::optional<ContractCode> in_older_code(std::string_view text) {
    if (text.size() < 2 || (text.front() != 'C' && text.front() != 'c')) return std::nullopt;
    text.remove_prefix(1);
    auto digits = all_digits(text) && text.size() <= most_digits ? std::optional(std::string(text)) : dashed(text);
    if (!digits) return std::nullopt;
    return ContractCode{.digits = *std::move(digits), .sure = true, .from_nameless_paper = true};
}

}  // namespace

bool ContractCode::check_digit_right() const {
    return luhn_check_digit(std::string_view(digits).substr(0, digits.size() - 1)) == digits.back();
}

std::string ContractCode::number() const { return digits.substr(0, digits.size() - 1) + "-" + digits.back(); }

std::optional<ContractCode> contract_code_in(std::string_view text) {
    const std::string code = tidied(text);
    if (auto printed = in_printed_code(code)) return printed;
    if (auto older = in_older_code(code)) return older;
    if (auto digits = dashed(code)) return ContractCode{.digits = *std::move(digits), .sure = true};
    if (auto bill = in_bill_number(code)) return bill;
    if (all_digits(code) && code.size() >= fewest_bare_digits && code.size() <= most_digits)
        return ContractCode{.digits = code, .sure = false};
    return std::nullopt;
}

}  // namespace aquacis::field
