#pragma once
// How people and scanners name one contract: "00412-7", "412-7", "004127", a bill's number "QRO-2026-10-00412-7", the
// code on bills and receipts, "C11E-00412-7", and the one on older paper, "C00412-7".

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"

namespace aquacis::field {

struct ContractCode {
    std::string digits;                 // as written, leading zeros too; the last one is the check digit
    bool sure = false;                  // nothing else is written so; bare digits may also be a meter's
    AdministrationId administration{};  // that the code names; none: the contract is meant to be of here
    bool intact = true;                 // false: a code whose letter is not the one of its digits
    // Read from a paper that names no administration: another one has a contract of this number too.
    bool from_nameless_paper = false;
    std::string bill_prefix{};  // of a bill's number, "QRO": its administration's, where this machine has bills of it
    bool check_digit_right() const;
    std::string number() const;  // "00412-7"
};

// Nothing when the text names no contract whole.
std::optional<ContractCode> contract_code_in(std::string_view text);

}  // namespace aquacis::field
