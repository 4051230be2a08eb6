#pragma once
// A secret wrapped for a key that the office keeps in a safe (CMS, RFC 5652), so that losing the secret's own place
// loses nothing. `openssl cms -decrypt -inform PEM -inkey recovery.key` opens it as well.

#include <string>
#include <string_view>

namespace aquacis {

// In PEM. Throws std::runtime_error when the certificate cannot be used.
std::string wrap_secret(std::string_view secret, std::string_view certificate_pem);
// Throws std::runtime_error when it was wrapped for another key, or changed.
std::string unwrap_secret(std::string_view wrapped_pem, std::string_view key_pem);

}  // namespace aquacis
