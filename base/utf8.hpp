#pragma once
// Texts from outside, cut to a size without cutting a letter.

#include <string>
#include <string_view>

namespace aquacis {

// At most `most` bytes, ending after a whole letter; control characters, NUL among them, become '?'.
inline std::string clip_utf8(std::string_view text, std::size_t most) {
    std::size_t end = text.size();
    if (end > most) {
        end = most;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
    }
    std::string clipped(text.substr(0, end));
    for (char& letter : clipped)
        if (static_cast<unsigned char>(letter) < 0x20U || letter == '\x7f') letter = '?';
    return clipped;
}

}  // namespace aquacis
