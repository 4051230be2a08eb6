#pragma once
// "00412-7": five to ten digits, a dash and a check digit, so that a slip at the counter or on the phone is noticed.
// The check digit is Luhn's (ISO/IEC 7812-1 annex B) over the digits before the dash.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aquacis::contracts {

class ContractNumber {
public:
    static std::optional<ContractNumber> parse(std::string_view text);
    // The number of the n-th contract, padded to five digits. n from 0 to 9,999,999,999.
    static ContractNumber of(std::uint64_t sequence);

    const std::string& text() const { return text_; }
    friend auto operator<=>(const ContractNumber&, const ContractNumber&) = default;

private:
    explicit ContractNumber(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

char contract_check_digit(std::string_view digits);

}  // namespace aquacis::contracts
