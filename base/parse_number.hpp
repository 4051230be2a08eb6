#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace aquacis {

// The whole text as one whole number, or nothing: no blank, no sign of plus, nothing after it, nothing beyond the type.
template <class Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace aquacis
