#pragma once
// The issuer's seal certificate (CSD) and its key, read once and kept in memory.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace aquacis::fiscal {

struct CsdFiles {
    std::string certificate;  // .cer, DER X.509
    std::string key;          // .key, encrypted PKCS#8 DER
    std::string password;
};

class Csd {
public:
    // Refused when a file cannot be read, the password does not open the key, or key and certificate are not a pair.
    static Result<Csd> read(const CsdFiles& files);
    Csd(Csd&&) noexcept;
    ~Csd();

    const std::string& no_certificado() const;  // 20 digits: the serial number's bytes as ASCII
    const std::string& certificado() const;     // base64
    const std::string& rfc() const;             // whose it is
    bool valid_at(Instant at) const;
    Instant valid_from() const;
    // SHA-256, RSA PKCS#1 v1.5, base64. May be called from several threads.
    std::string seal(std::string_view cadena) const;

private:
    struct State;
    explicit Csd(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::fiscal
