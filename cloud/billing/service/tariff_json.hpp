#pragma once
// A tariff as JSON, in the format of docs/tariffs.md.

#include <optional>
#include <string>
#include <string_view>

#include "cloud/billing/domain/tariff.hpp"

namespace aquacis::billing {

inline constexpr std::size_t longest_definition = 64 * 1024;

struct ParsedTariff {
    Tariff tariff;
    std::string canonical;  // sorted keys, no blanks, every default written out
    std::string sha256;     // of the canonical form, hexadecimal
};

// Refused with the field by its path; an unknown key is one, a key of another method and a key that stands twice too.
Result<ParsedTariff> parse_tariff(std::string_view definition);

// One that was published; nothing when its text is not what the SHA-256 is of.
std::optional<Tariff> read_tariff(std::string_view canonical, std::string_view sha256);

}  // namespace aquacis::billing
