#include "cloud/customers/domain/rfc.hpp"

#include <algorithm>
#include <cassert>

#include "cloud/customers/domain/text.hpp"

namespace aquacis::customers {
namespace {

constexpr std::u32string_view alphabet =
    U"0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ";  // a character's value is its place
constexpr std::size_t body_length = 12;
constexpr std::u32string_view national = U"XAXX010101000";
constexpr std::u32string_view foreign = U"XEXX010101000";

// Three or four initials of a company or a person, a date of either century, two of homonym, one to check.
bool has_the_form(std::u32string_view rfc) {
    if (rfc.size() != 12 && rfc.size() != 13) return false;
    const auto initials = rfc.substr(0, rfc.size() - 9);
    const auto date = rfc.substr(initials.size(), 6);
    const auto homonym = rfc.substr(rfc.size() - 3, 2);
    const char32_t check = rfc.back();
    return std::ranges::all_of(initials, [](char32_t c) { return is_letter(c) || c == U'&'; }) &&
           (is_date(date, 1900) || is_date(date, 2000)) &&
           std::ranges::all_of(homonym, [](char32_t c) { return is_letter(c) || is_digit(c); }) &&
           (is_digit(check) || check == U'A');
}

}  // namespace

std::optional<Rfc> Rfc::parse(std::string_view text) {
    const auto characters = normalized_identifier(text);
    if (!characters || !has_the_form(*characters)) return std::nullopt;
    return Rfc(utf8_of(*characters));
}

Rfc Rfc::generic_national() { return Rfc(utf8_of(national)); }

bool Rfc::is_generic() const { return text_ == utf8_of(national) || text_ == utf8_of(foreign); }

bool Rfc::is_company() const { return characters_of(text_)->size() == 12; }

bool Rfc::check_digit_matches() const {
    const auto characters = *characters_of(text_);
    const auto body = std::u32string_view(characters).substr(0, characters.size() - 1);
    return is_generic() || static_cast<char32_t>(rfc_check_digit(body)) == characters.back();
}

char rfc_check_digit(std::u32string_view body) {
    assert(body.size() == body_length || body.size() == body_length - 1);
    std::u32string padded(body_length - body.size(), U' ');
    padded += body;
    std::size_t sum = 0;
    for (std::size_t at = 0; at < body_length; ++at) {
        const std::size_t value = alphabet.find(padded[at]);
        assert(value != std::u32string_view::npos);
        sum += value * (body_length + 1 - at);
    }
    const std::size_t digit = 11 - sum % 11;
    if (digit == 11) return '0';
    if (digit == 10) return 'A';
    return static_cast<char>('0' + digit);
}

}  // namespace aquacis::customers
