#include "cloud/customers/domain/contact.hpp"

#include <algorithm>

namespace aquacis::customers {
namespace {

constexpr std::size_t max_email = 254;
constexpr std::size_t phone_digits = 10;

bool is_printable_ascii(char c) { return c > ' ' && c < 0x7F; }

}  // namespace

std::optional<Email> Email::parse(std::string_view text) {
    const std::size_t at = text.find('@');
    if (text.size() > max_email || at == 0 || at == std::string_view::npos || text.rfind('@') != at)
        return std::nullopt;
    const std::string_view domain = text.substr(at + 1);
    const std::size_t dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == domain.size()) return std::nullopt;
    if (!std::ranges::all_of(text, is_printable_ascii)) return std::nullopt;
    std::string kept(text);
    for (std::size_t i = at; i < kept.size(); ++i)
        if (kept[i] >= 'A' && kept[i] <= 'Z') kept[i] = static_cast<char>(kept[i] - 'A' + 'a');
    return Email(std::move(kept));
}

std::optional<Phone> Phone::parse(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits.push_back(c);
        else if (std::string_view(" -.()").find(c) == std::string_view::npos)
            return std::nullopt;
    }
    if (digits.size() == phone_digits + 2 && digits.starts_with("52")) digits.erase(0, 2);
    if (digits.size() != phone_digits) return std::nullopt;
    return Phone(std::move(digits));
}

}  // namespace aquacis::customers
