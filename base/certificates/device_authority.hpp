#pragma once
// The authority that signs gateways' and tills' certificates (X.509, ECDSA P-256), from a certificate and a key in
// files. What it signs is a client's alone: no device can stand as a server.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/enrollment_code.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"

namespace aquacis {

struct SignedCertificate {
    std::string pem;
    std::string serial;      // hexadecimal
    std::string key_digest;  // SHA-256 of the public key (SubjectPublicKeyInfo)
    Instant until;
};

class DeviceAuthority {
public:
    static constexpr auto validity = std::chrono::days(2 * 365);
    static constexpr int most_others = 4;

    struct Settings {
        std::string certificate_pem;
        std::string key_pem;
        std::string section;  // of the settings that name the files, for what is wrong with them: "synchub"
    };
    // Throws ConfigError naming the setting when one of the two cannot be used or they do not belong together.
    explicit DeviceAuthority(const Settings& settings);
    ~DeviceAuthority();
    DeviceAuthority(const DeviceAuthority&) = delete;
    DeviceAuthority& operator=(const DeviceAuthority&) = delete;

    const std::string& certificate_pem() const;
    // Besides this one, those of the file's certificates that devices are to believe: the next authority before it
    // signs, the last one while devices hold certificates of it. Throws ConfigError when one is no authority's, or
    // there are too many.
    void believe_also(const std::string& certificates_pem);
    const std::string& believed_pem() const;                                   // this one first
    std::array<std::uint8_t, EnrollmentCode::authority_bytes> digest() const;  // what a code names it by

    struct Device {
        AdministrationId administration;
        std::string name;  // becomes the common name: a gateway's, by which the broker knows it, or "device:<id>"
    };
    // Refused when the request is none, is not signed by its own key, or the key is not on P-256, and when the
    // authority's own certificate has ended. No certificate outlasts it.
    Result<SignedCertificate> sign(const Device& device, const std::string& request_pem, Instant now,
                                   const RandomBits& random) const;
    // The digest of the request's key, with the same checks.
    static Result<std::string> key_digest(const std::string& request_pem);

    // A new authority: certificate and key in PEM, good for ten years.
    struct NewAuthority {
        std::string certificate_pem;
        std::string key_pem;
    };
    static NewAuthority make(const std::string& common_name, Instant now, const RandomBits& random);
    // Not an authority's but what devices wrap their file's key for (recovery.hpp); its key belongs into a safe.
    static NewAuthority make_recovery(const std::string& common_name, Instant now, const RandomBits& random);

    struct Revocation {
        std::string serial;  // hexadecimal
        Instant at;
    };
    // An X.509 CRL (PEM). A broker that finds it older than this lets nobody in, so it is long and written often.
    static constexpr auto list_validity = std::chrono::days(365);
    std::string revocation_list(const std::vector<Revocation>& revoked, Instant now) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What a certificate says of its holder, as it is recorded and as it is shown when a stream opens.
struct DeviceCertificate {
    std::string name;                 // the common name
    AdministrationId administration;  // of "OU=administration 11"; none when it says nothing
    std::string serial;
    std::string key_digest;
    Instant until;
};
std::optional<DeviceCertificate> read_device_certificate(std::string_view pem);  // nothing: it is none

}  // namespace aquacis
