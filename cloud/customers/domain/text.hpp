#pragma once
// What the identifiers share: Spanish upper-case letters, and dates written in six digits.

#include <optional>
#include <string>
#include <string_view>

namespace aquacis::customers {

// Characters of valid UTF-8; nothing when it is not valid.
std::optional<std::u32string> characters_of(std::string_view utf8);
std::string utf8_of(std::u32string_view characters);

// Blanks and dashes dropped, letters in upper case (ñ → Ñ too): "came 910101-ab1" → "CAME910101AB1".
std::optional<std::u32string> normalized_identifier(std::string_view utf8);

bool is_digit(char32_t c);
bool is_letter(char32_t c);  // A to Z and Ñ

// YYMMDD of that century (1900, 2000) is a calendar day.
bool is_date(std::u32string_view six_digits, int century);

}  // namespace aquacis::customers
