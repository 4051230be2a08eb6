#pragma once
// What the bars on bills and receipts say: "C11E-00412-7" is contract 00412-7 of administration 11. Contracts are
// numbered by each administration for itself, so the number alone may be another person's elsewhere. The letter checks
// all of it, also when it is typed by hand: any one wrong digit, and any two neighbours exchanged, give another letter.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"

namespace aquacis {

struct PrintedCode {
    AdministrationId administration;
    std::string contract_number;  // "00412-7", as it was written
    bool intact = false;          // its letter is the one of these digits
};

// Empty when the number has no form like "00412-7", or there is no administration: then nothing is printed.
std::string printed_code(AdministrationId administration, std::string_view contract_number);
// Nothing when the text has another form. Small letters are forgiven.
std::optional<PrintedCode> parse_printed_code(std::string_view text);

// The contract's number, when a code of this administration was written in its place; else the text as it stands,
// which as the code of another administration is no number here.
std::string contract_number_in(std::string_view text, AdministrationId here);

}  // namespace aquacis
