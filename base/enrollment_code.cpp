#include "base/enrollment_code.hpp"

namespace aquacis {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char normalized(char given) {
    const char symbol = given >= 'a' && given <= 'z' ? static_cast<char>(given - 'a' + 'A') : given;
    if (symbol == 'O') return '0';
    return symbol == 'I' || symbol == 'L' ? '1' : symbol;
}

// What a person typed, without the marks that only help reading: each symbol is one of the alphabet, and there are as
// many as wanted. What is too long is not read on.
Result<std::string> symbols_of(std::string_view text, std::size_t wanted) {
    std::string symbols;
    for (const char given : text) {
        if (given == '-' || given == ' ' || given == '\t' || given == '\n' || given == '\r') continue;
        const char symbol = normalized(given);
        if (alphabet.find(symbol) == std::string_view::npos)
            return Refusal{RefusalKind::invalid, "enrollment.not_a_symbol", "code",
                           "El código tiene un carácter que ninguno lleva.",
                           "Escriba solo las letras y cifras del código; la U no se usa."};
        symbols.push_back(symbol);
        if (symbols.size() > wanted) break;
    }
    if (symbols.size() != wanted)
        return Refusal{RefusalKind::invalid, "enrollment.wrong_length", "code",
                       "El código lleva " + std::to_string(wanted) + " letras y cifras.",
                       "Escriba el código completo."};
    return symbols;
}

std::string random_symbols(std::size_t count, const RandomBits& random) {
    std::string text;
    while (text.size() < count) {
        std::uint64_t bits = random();
        for (int i = 0; i < 12 && text.size() < count; ++i, bits >>= 5)
            text.push_back(alphabet[bits & 31]);
    }
    return text;
}

}  // namespace

std::string EnrollmentCode::text() const {
    const std::string all = id + secret + authority;
    std::string grouped;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped.push_back('-');
        grouped.push_back(all[i]);
    }
    return grouped;
}

std::string authority_symbols(std::span<const std::uint8_t, EnrollmentCode::authority_bytes> digest) {
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const std::uint8_t byte : digest) {
        bits = bits << 8 | byte;
        for (held += 8; held >= 5; held -= 5)
            text.push_back(alphabet[bits >> (held - 5) & 31]);
    }
    return text;
}

EnrollmentCode make_enrollment_code(std::span<const std::uint8_t, EnrollmentCode::authority_bytes> authority,
                                    const RandomBits& random) {
    return {random_symbols(EnrollmentCode::id_symbols, random), random_symbols(EnrollmentCode::secret_symbols, random),
            authority_symbols(authority)};
}

Result<EnrollmentCode> parse_sent_code(std::string_view text) {
    const auto symbols = symbols_of(text, EnrollmentCode::id_symbols + EnrollmentCode::secret_symbols);
    if (!symbols) return symbols.refusal();
    return EnrollmentCode{
        symbols->substr(0, EnrollmentCode::id_symbols), symbols->substr(EnrollmentCode::id_symbols), {}};
}

Result<EnrollmentCode> parse_enrollment_code(std::string_view text) {
    constexpr std::size_t sent = EnrollmentCode::id_symbols + EnrollmentCode::secret_symbols;
    const auto symbols = symbols_of(text, sent + EnrollmentCode::authority_symbols);
    if (!symbols) return symbols.refusal();
    return EnrollmentCode{symbols->substr(0, EnrollmentCode::id_symbols),
                          symbols->substr(EnrollmentCode::id_symbols, EnrollmentCode::secret_symbols),
                          symbols->substr(sent)};
}

}  // namespace aquacis
