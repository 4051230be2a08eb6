#pragma once
// Code 128 (ISO/IEC 15417), set B: the bars that a scanner reads back as the text that was given.

#include <cstdint>
#include <string_view>
#include <vector>

namespace aquacis {

// Widths in modules, a bar first, then space and bar in turn, the stop pattern last. Whoever draws them leaves ten
// modules white on both sides. Printable ASCII, 1 to 48 characters; asserted.
std::vector<std::uint8_t> code128(std::string_view text);

// How wide all of it is, without the white sides.
int code128_modules(std::string_view text);

}  // namespace aquacis
