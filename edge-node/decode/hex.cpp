#include <algorithm>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {
namespace {

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_aid(char c) { return c == '_' || c == '|' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::optional<Bytes> parse_hex(std::string_view text) {
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    int high = -1;
    for (const char c : text) {
        if (is_aid(c)) continue;
        const int digit = digit_of(c);
        if (digit < 0) return std::nullopt;
        if (high < 0) {
            high = digit;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
            high = -1;
        }
    }
    if (high >= 0) return std::nullopt;
    return bytes;
}

std::optional<HexFault> hex_fault(std::string_view text) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_aid(text[i])) continue;
        if (digit_of(text[i]) >= 0) {
            ++digits;
            continue;
        }
        // A letter outside ASCII is shown whole.
        std::size_t end = i + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            ++end;
        return HexFault{digits / 2, 0, std::string(text.substr(i, std::min<std::size_t>(end - i, 4)))};
    }
    return digits % 2 == 0 ? std::nullopt : std::optional(HexFault{digits / 2, digits, ""});
}

std::string describe(const HexFault& fault) {
    if (fault.wrong.empty())
        return "the length is odd: " + std::to_string(fault.digits) +
               " hexadecimal digits, half a byte too few or too many";
    return "'" + fault.wrong + "' in byte " + std::to_string(fault.byte) + " is not a hexadecimal digit";
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0x0F]);
    }
    return text;
}

std::optional<Key> parse_key(std::string_view text) {
    const auto bytes = parse_hex(text);
    Key key{};
    if (!bytes || bytes->size() != key.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return key;
}

std::string_view to_string(Security security) {
    switch (security) {
        case Security::none:
            return "none";
        case Security::mode5:
            return "mode5";
        case Security::mode7:
            return "mode7";
        case Security::ell_ctr:
            return "ell-ctr";
        case Security::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace aquacis::edge
