#pragma once
// RFC: the tax number of a person (13 characters) or a company (12).

#include <optional>
#include <string>
#include <string_view>

namespace aquacis::customers {

class Rfc {
public:
    // Blanks and dashes are dropped and letters put in upper case. Nothing when the form is wrong:
    // 3 or 4 letters, a date, two characters and the check digit. The check digit is not asked for here.
    static std::optional<Rfc> parse(std::string_view text);
    static Rfc generic_national();  // XAXX010101000: the customer gave none

    const std::string& text() const { return text_; }
    bool is_generic() const;  // XAXX010101000 or XEXX010101000
    bool is_company() const;
    // About 1.5 % of the numbers in force fail it (SIN9311169P8), so a mismatch is a warning and never a refusal.
    bool check_digit_matches() const;
    friend bool operator==(const Rfc&, const Rfc&) = default;

private:
    explicit Rfc(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// The check digit of an RFC without it (11 or 12 characters of the RFC's alphabet).
char rfc_check_digit(std::u32string_view body);

}  // namespace aquacis::customers
