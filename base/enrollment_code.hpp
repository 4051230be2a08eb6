#pragma once
// What an operator reads out and an installer types so that a new gateway becomes one of the utility's: 32 symbols in
// groups of four. Crockford's base 32: no I, L, O, U; small letters, blanks and hyphens are forgiven, O is 0, I and L
// are 1.
//   5 symbols  which code it is
//   11         the secret, 55 bits; the server takes five wrong ones, then the code is void
//   16         the first 80 bits of SHA-256 of the device authority's certificate (DER): the gateway knows its server
//   by it

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/uuid.hpp"

namespace aquacis {

struct EnrollmentCode {
    static constexpr std::size_t id_symbols = 5;
    static constexpr std::size_t secret_symbols = 11;
    static constexpr std::size_t authority_symbols = 16;
    static constexpr std::size_t authority_bytes = 10;

    std::string id;
    std::string secret;
    std::string authority;  // empty in what is sent to the server

    std::string sent() const { return id + secret; }
    std::string text() const;  // "7K3M-Q9TD-…"
};

EnrollmentCode make_enrollment_code(std::span<const std::uint8_t, EnrollmentCode::authority_bytes> authority,
                                    const RandomBits& random);
Result<EnrollmentCode> parse_enrollment_code(std::string_view text);  // all 32 symbols
Result<EnrollmentCode> parse_sent_code(std::string_view text);        // the 16 that are sent
std::string authority_symbols(std::span<const std::uint8_t, EnrollmentCode::authority_bytes> digest);

}  // namespace aquacis
