#pragma once
// Text as the search compares it: without case and accents, cut into words.

#include <string>
#include <string_view>
#include <vector>

namespace aquacis::field {

// Lower case, Latin accents dropped (ñ → n), everything that is neither letter nor digit becomes one blank.
std::string fold(std::string_view utf8);
std::vector<std::string> words_of(std::string_view utf8);  // of the folded text, at most 8
std::string digits_of(std::string_view text);
std::string digits_key(std::string_view text);  // digits without leading zeros
std::string reversed(std::string_view text);

// Damerau distance (one transposition of neighbours costs 1), or limit + 1 when it is greater than the limit.
int damerau_distance(std::string_view one, std::string_view other, int limit);

}  // namespace aquacis::field
