#pragma once
// toml++ 3.3 for texts from outside: some that are no TOML make it assert ("[" and a byte that begins no name) or leave what its
// compiler may assume (a letter beyond ASCII where a name or a blank may stand). Here they throw.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aquacis::config_detail {
[[noreturn]] inline void not_toml() { throw std::runtime_error("not TOML: a name is expected after a bracket or a dot"); }
}  // namespace aquacis::config_detail

#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? static_cast<void>(0) : ::aquacis::config_detail::not_toml())
#include <toml++/toml.h>

namespace aquacis {

// The line of the first byte beyond ASCII that is in no quotes and no comment, or follows a backslash.
inline std::optional<int> line_of_stray_letter(std::string_view text) {
    int line = 1;
    std::string_view quote;  // the one that is open: one or three, of one kind
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == '\n') {
            ++line;
            if (quote.size() == 1) quote = {};  // an error that the parser will name
        }
        if (!quote.empty()) {
            const bool escapes = quote.front() == '"' && byte == '\\' && i + 1 < text.size();
            if (escapes && static_cast<unsigned char>(text[i + 1]) >= 0x80) return line;
            if (escapes && text[i + 1] != '\n') ++i;
            else if (text.substr(i, quote.size()) == quote) i += quote.size() - 1, quote = {};
        } else if (byte == '#') {
            while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
        } else if (byte == '"' || byte == '\'') {
            const std::size_t size = text.substr(i, 3) == std::string(3, text[i]) ? 3 : 1;
            quote = text.substr(i, size);
            i += size - 1;
        } else if (byte >= 0x80) {
            return line;
        }
    }
    return std::nullopt;
}

// Throws toml::parse_error, or std::runtime_error with the line in its words.
inline toml::table parse_toml(std::string_view text) {
    if (const auto line = line_of_stray_letter(text))
        throw std::runtime_error("line " + std::to_string(*line) + ": letters beyond ASCII stand in quotes or comments only");
    return toml::parse(text);
}

}  // namespace aquacis
