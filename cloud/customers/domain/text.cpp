#include "cloud/customers/domain/text.hpp"

#include <algorithm>
#include <chrono>

namespace aquacis::customers {
namespace {

// Bytes of the sequence that this lead byte starts; 0 when it starts none.
std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

// One character of UTF-8. What is too long for its value, a surrogate or beyond Unicode is none: two spellings of a
// name must not be two names.
std::optional<char32_t> decode(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (bytes.size() == 1) return lead;
    char32_t c = lead & (0x7FU >> bytes.size());
    for (const char next : bytes.substr(1)) {
        if ((static_cast<unsigned char>(next) & 0xC0U) != 0x80U) return std::nullopt;
        c = c << 6U | (static_cast<unsigned char>(next) & 0x3FU);
    }
    const bool overlong = (bytes.size() == 3 && c < 0x800) || (bytes.size() == 4 && c < 0x10000);
    const bool surrogate = c >= 0xD800 && c < 0xE000;
    if (overlong || surrogate || c > 0x10FFFF) return std::nullopt;
    return c;
}

void append_utf8(std::string& out, char32_t c) {
    const auto tail = [&](unsigned shift) { out.push_back(static_cast<char>(0x80U | (c >> shift & 0x3FU))); };
    if (c < 0x80) {
        out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        out.push_back(static_cast<char>(0xC0U | c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | c >> 12U));
        tail(6), tail(0);
    } else {
        out.push_back(static_cast<char>(0xF0U | c >> 18U));
        tail(12), tail(6), tail(0);
    }
}

}  // namespace

std::optional<std::u32string> characters_of(std::string_view utf8) {
    std::u32string characters;
    characters.reserve(utf8.size());
    while (!utf8.empty()) {
        const std::size_t length = sequence_length(static_cast<unsigned char>(utf8[0]));
        if (length == 0 || length > utf8.size()) return std::nullopt;
        const auto c = decode(utf8.substr(0, length));
        if (!c) return std::nullopt;
        characters.push_back(*c);
        utf8.remove_prefix(length);
    }
    return characters;
}

std::string utf8_of(std::u32string_view characters) {
    std::string utf8;
    utf8.reserve(characters.size());
    for (const char32_t c : characters)
        append_utf8(utf8, c);
    return utf8;
}

std::optional<std::u32string> normalized_identifier(std::string_view utf8) {
    auto characters = characters_of(utf8);
    if (!characters) return std::nullopt;
    std::erase_if(*characters, [](char32_t c) { return c == U' ' || c == U'-'; });
    for (char32_t& c : *characters) {
        if (c >= U'a' && c <= U'z') c -= U'a' - U'A';
        if (c == U'ñ') c = U'Ñ';
    }
    return characters;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_letter(char32_t c) { return (c >= U'A' && c <= U'Z') || c == U'Ñ'; }

bool is_date(std::u32string_view six_digits, int century) {
    if (six_digits.size() != 6 || !std::ranges::all_of(six_digits, is_digit)) return false;
    const auto two = [&](std::size_t at) {
        return static_cast<unsigned>(six_digits[at] - U'0') * 10 + static_cast<unsigned>(six_digits[at + 1] - U'0');
    };
    const std::chrono::year_month_day day{std::chrono::year(century + static_cast<int>(two(0))),
                                          std::chrono::month(two(2)), std::chrono::day(two(4))};
    return day.ok();
}

}  // namespace aquacis::customers
