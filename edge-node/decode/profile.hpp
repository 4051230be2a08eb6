#pragma once
// Compact profiles of EN 13757-3 annex F: a row of earlier values behind the register they belong to.

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

// Adds one record "<quantity>_history" for each value of every inverse profile whose base register is among the
// records; `at` is its moment when the base has one. At most max_profile_values for each profile.
inline constexpr std::size_t max_profile_values = 128;
void expand_profiles(std::vector<Record>& records);

}  // namespace aquacis::edge
