#include "cloud/fiscal/domain/text.hpp"

namespace aquacis::fiscal {
namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '|' || c == '\x7f'; }

}  // namespace

std::string clean_text(std::string_view text, std::size_t most_characters) {
    std::string clean;
    std::size_t characters = 0;
    bool blank = false;
    for (const char c : text) {
        if (is_blank(c)) {
            blank = !clean.empty();
            continue;
        }
        if (begins_character(c)) {
            if (characters + (blank ? 1 : 0) >= most_characters) break;
            if (blank) clean.push_back(' ');
            characters += blank ? 2 : 1;
            blank = false;
        }
        clean.push_back(c);
    }
    return clean;
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    for (std::size_t i = 0; i < upper.size(); ++i) {
        const auto byte = static_cast<unsigned char>(upper[i]);
        if (byte >= 'a' && byte <= 'z') upper[i] = static_cast<char>(byte - 0x20U);
        // U+00E0 to U+00FE are C3 A0 to C3 BE; their capitals stand 0x20 before; the division sign is none.
        const bool latin = i > 0 && static_cast<unsigned char>(upper[i - 1]) == 0xC3U;
        if (latin && byte >= 0xA0U && byte <= 0xBEU && byte != 0xB7U) upper[i] = static_cast<char>(byte - 0x20U);
    }
    return upper;
}

std::string escape_attribute(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size() + 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped.push_back(c);
        }
    }
    return escaped;
}

}  // namespace aquacis::fiscal
