#pragma once
// How people and scanners name one contract: "00412-7", "412-7", "004127", a bill's number "QRO-2026-10-00412-7", and
// the code on bills and receipts, "C00412-7".

#include <optional>
#include <string>
#include <string_view>

namespace aquacis::office {

struct ContractCode {
    std::string digits;  // as written, leading zeros too; the last one is the check digit
    bool sure = false;   // nothing else is written so; bare digits may also be a meter's
    bool check_digit_right() const;
    std::string number() const;  // "00412-7"
};

// Nothing when the text names no contract whole.
std::optional<ContractCode> contract_code_in(std::string_view text);

// What a receipt's bars say: the letter keeps it apart from every other number that is scanned here.
std::string printed_code(std::string_view contract_number);

}  // namespace aquacis::office
