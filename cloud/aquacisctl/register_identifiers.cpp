#include "cloud/aquacisctl/register_identifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cloud/customers/domain/curp.hpp"
#include "cloud/customers/domain/rfc.hpp"
#include "cloud/customers/domain/text.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr std::u32string_view accented = U"áéíóúüÁÉÍÓÚÜ";
constexpr std::u32string_view plain = U"aeiouuAEIOUU";
constexpr std::u32string_view vowels = U"AEIOU";

std::u32string upper_characters(std::string_view text) {
    auto characters = customers::characters_of(text).value();
    for (char32_t& c : characters) {
        if (const std::size_t at = accented.find(c); at != std::u32string_view::npos) c = plain[at];
        if (c >= U'a' && c <= U'z') c -= U'a' - U'A';
        if (c == U'ñ') c = U'Ñ';
    }
    return characters;
}

// Of "MARIA GUADALUPE" and "JOSE LUIS" the second name counts.
std::u32string counted_given(const Person& person) {
    const std::u32string given = upper_characters(person.given);
    const std::size_t blank = given.find(U' ');
    const std::u32string first = given.substr(0, blank);
    return blank != std::u32string::npos && (first == U"MARIA" || first == U"JOSE") ? given.substr(blank + 1) : first;
}

char32_t first_vowel_inside(std::u32string_view word) {
    const std::size_t at = word.find_first_of(vowels, 1);
    return at == std::u32string_view::npos ? U'X' : word[at];
}

char32_t first_consonant_inside(std::u32string_view word) {
    const std::size_t at = word.find_first_not_of(vowels, 1);
    return at == std::u32string_view::npos ? U'X' : word[at];
}

std::u32string initials(const Person& person) {
    const auto paternal = upper_characters(person.paternal);
    return {paternal[0], first_vowel_inside(paternal), upper_characters(person.maternal)[0], counted_given(person)[0]};
}

std::u32string six_digits(Date day) {
    const std::string text = fmt::format("{:02}{:02}{:02}", static_cast<int>(day.year()) % 100,
                                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return {text.begin(), text.end()};
}

std::u32string homonym(const RandomBits& random) {
    constexpr std::u32string_view alphabet = U"123456789ABCDEFGHIJKLMNPQRSTUVWXYZ";
    return {alphabet[random() % alphabet.size()], alphabet[random() % alphabet.size()]};
}

std::string with_rfc_digit(std::u32string body) {
    body.push_back(static_cast<char32_t>(customers::rfc_check_digit(body)));
    return customers::utf8_of(body);
}

}  // namespace

std::string upper_plain(std::string_view text) { return customers::utf8_of(upper_characters(text)); }

std::string lower_ascii(std::string_view text) {
    std::string ascii;
    for (const char32_t c : upper_characters(text)) {
        if (c >= U'A' && c <= U'Z') ascii.push_back(static_cast<char>(c - U'A' + U'a'));
        if (c == U'Ñ') ascii.push_back('n');
    }
    return ascii;
}

std::string rfc_of(const Person& person, const RandomBits& random) {
    return with_rfc_digit(initials(person) + six_digits(person.born) + homonym(random));
}

std::string rfc_of_company(std::string_view name, Date founded, const RandomBits& random) {
    std::u32string letters;
    for (const char32_t c : upper_characters(name))
        if (customers::is_letter(c) && letters.size() < 3) letters.push_back(c);
    return with_rfc_digit(letters + six_digits(founded) + homonym(random));
}

std::string curp_of(const Person& person) {
    std::u32string body = initials(person) + six_digits(person.born);
    body += person.is_woman ? U"MQT" : U"HQT";
    for (const auto& word :
         {upper_characters(person.paternal), upper_characters(person.maternal), counted_given(person)})
        body.push_back(first_consonant_inside(word));
    body.push_back(static_cast<int>(person.born.year()) < 2000 ? U'0' : U'A');
    std::ranges::replace(body, U'Ñ', U'X');
    body.push_back(static_cast<char32_t>(customers::curp_check_digit(body)));
    return customers::utf8_of(body);
}

}  // namespace aquacis::aquacisctl
