#pragma once
// Text as SAT's patterns take it: UTF-8, single blanks, no bar (it separates the values of the cadena original).

#include <cstddef>
#include <string>
#include <string_view>

namespace aquacis::fiscal {

// Blanks collapsed, bars and control characters as blanks, at most that many characters (not bytes).
std::string clean_text(std::string_view text, std::size_t most_characters);
std::string upper_case(std::string_view text);  // ASCII and the Spanish letters
std::string escape_attribute(std::string_view text);

}  // namespace aquacis::fiscal
