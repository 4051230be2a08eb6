#include "cloud/customers/domain/curp.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "cloud/customers/domain/text.hpp"

namespace aquacis::customers {
namespace {

constexpr std::u32string_view alphabet = U"0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";  // a character's value is its place
constexpr std::size_t body_length = 17;
constexpr std::array<std::u32string_view, 33> states{U"AS", U"BC", U"BS", U"CC", U"CL", U"CM", U"CS", U"CH", U"DF",
                                                     U"DG", U"GT", U"GR", U"HG", U"JC", U"MC", U"MN", U"MS", U"NT",
                                                     U"NL", U"OC", U"PL", U"QT", U"QR", U"SP", U"SL", U"SR", U"TC",
                                                     U"TS", U"TL", U"VZ", U"YN", U"ZS", U"NE"};

bool all_letters(std::u32string_view text) { return std::ranges::all_of(text, is_letter); }

// The places of a CURP: four letters, birth, sex, state, three consonants, homonym, check digit. The homonym says which
// century the birth is of.
bool has_the_form(std::u32string_view curp) {
    if (curp.size() != body_length + 1) return false;
    const char32_t sex = curp[10];
    const char32_t homonym = curp[16];  // a digit for births before 2000, a letter after
    return all_letters(curp.substr(0, 4)) && is_date(curp.substr(4, 6), is_digit(homonym) ? 1900 : 2000) &&
           (sex == U'H' || sex == U'M' || sex == U'X') &&
           std::ranges::find(states, curp.substr(11, 2)) != states.end() && all_letters(curp.substr(13, 3)) &&
           (is_digit(homonym) || is_letter(homonym)) && is_digit(curp[17]);
}

}  // namespace

std::optional<Curp> Curp::parse(std::string_view text) {
    const auto characters = normalized_identifier(text);
    if (!characters || !has_the_form(*characters)) return std::nullopt;
    const auto body = std::u32string_view(*characters).substr(0, body_length);
    if (static_cast<char32_t>(curp_check_digit(body)) != characters->back()) return std::nullopt;
    return Curp(utf8_of(*characters));
}

char curp_check_digit(std::u32string_view body) {
    assert(body.size() == body_length);
    std::size_t sum = 0;
    for (std::size_t at = 0; at < body_length; ++at) {
        const std::size_t value = alphabet.find(body[at]);
        assert(value != std::u32string_view::npos);
        sum += value * (body_length + 1 - at);
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace aquacis::customers
