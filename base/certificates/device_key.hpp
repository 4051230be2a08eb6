#pragma once
// A device's own key (ECDSA P-256), made here and never sent, and what is checked about certificates (X.509, PEM).

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/enrollment_code.hpp"
#include "base/time.hpp"

namespace aquacis {

class DeviceKey {
public:
    static DeviceKey make();
    static DeviceKey from_pem(const std::string& pem);  // throws std::runtime_error when it is no P-256 key
    ~DeviceKey();
    DeviceKey(DeviceKey&&) noexcept;

    std::string pem() const;
    std::string request_pem() const;  // PKCS #10, signed with the key; the authority writes the name itself

private:
    friend std::string why_not_usable(const DeviceKey&, std::string_view, std::string_view, Instant);
    struct State;
    explicit DeviceKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The head of SHA-256 over the certificate (DER), as a code names an authority. Throws std::runtime_error when it is
// none.
std::array<std::uint8_t, EnrollmentCode::authority_bytes> digest_of_certificate(std::string_view pem);

struct Validity {
    Instant from;
    Instant until;
};
// Throws std::runtime_error when it is no certificate in PEM.
Validity validity_of_certificate(std::string_view pem);

std::string common_name_of_certificate(std::string_view pem);  // empty: none

// Empty when the certificate is of this key, by one of these authorities, and good at `now`; else what is wrong with
// it.
std::string why_not_usable(const DeviceKey& key, std::string_view certificate_pem, std::string_view authorities_pem,
                           Instant now);

}  // namespace aquacis
