#pragma once
// A person's or company's name as it is printed.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aquacis::customers {

class Name {
public:
    static constexpr std::size_t max_characters = 300;  // SAT's limit for Receptor/@Nombre

    // Blanks at the ends are dropped and runs of blanks become one. Refused when empty, too long or not printable
    // UTF-8.
    static Result<Name> parse(std::string_view text);
    const std::string& text() const { return text_; }
    friend bool operator==(const Name&, const Name&) = default;

private:
    explicit Name(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace aquacis::customers
