#pragma once
// CURP: the population register's key of a person, 18 characters.

#include <optional>
#include <string>
#include <string_view>

namespace aquacis::customers {

class Curp {
public:
    // Nothing when the form, the date, the state or the check digit is wrong.
    static std::optional<Curp> parse(std::string_view text);
    const std::string& text() const { return text_; }
    friend bool operator==(const Curp&, const Curp&) = default;

private:
    explicit Curp(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// The check digit of the first 17 characters.
char curp_check_digit(std::u32string_view body);

}  // namespace aquacis::customers
