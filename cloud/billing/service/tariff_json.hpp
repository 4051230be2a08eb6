#pragma once
// A tariff as JSON, in the format of docs/tariffs.md.

#include <string>
#include <string_view>

#include "cloud/billing/domain/tariff.hpp"

namespace aquacis::billing {

inline constexpr std::size_t longest_definition = 64 * 1024;

struct ParsedTariff {
    Tariff tariff;
    std::string canonical;  // sorted keys, no blanks
    std::string sha256;     // of the canonical form, hexadecimal
};

// Refused with the field by its path; an unknown key is one.
Result<ParsedTariff> parse_tariff(std::string_view definition);

}  // namespace aquacis::billing
