#pragma once
// The registry's rows: gateways, and the codes by which they become ones.

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::ingest {

struct NewCode {
    std::string code_id;
    std::string gateway_id;
    std::string secret_digest;
    std::string made_by;
    Instant made_at;
    Instant expires_at;
};

struct KeptCode {
    AdministrationId administration;
    std::string gateway_id;
    std::string secret_digest;
    Instant expires_at;
    int wrong_attempts = 0;
    std::string key_digest;  // empty: not used yet
};

struct Enrolled {
    std::string gateway_id;
    std::string certificate_serial;
    Instant at;
    Instant until;
};

struct IssuedCertificate {
    std::string gateway_id;
    std::string serial;
    std::string key_digest;
    Instant at;
    Instant until;
};

struct RevokedCertificate {
    std::string serial;
    Instant at;
    bool operator==(const RevokedCertificate&) const = default;
};

struct GatewayRow {
    std::string gateway_id;
    bool enabled = true;
    std::optional<Instant> enrolled_at, certificate_until, last_batch_at;
    std::int64_t recorded = 0, duplicates = 0, quarantined = 0, undecryptable_meters = 0, undecryptable_kept = 0;
    std::string release;
};

// What a gateway says of itself.
struct GatewayState {
    std::string gateway_id;
    std::int64_t undecryptable_meters = 0;
    std::int64_t undecryptable_kept = 0;
    std::string release;
};

class RegistryStore {
public:
    // In administration 0 they see every administration's.
    std::optional<AdministrationId> owner(platform::Transaction& tx, const std::string& gateway_id) const;
    std::optional<KeptCode> lock_code(platform::Transaction& tx, const std::string& code_id) const;

    void put_code(platform::Transaction& tx, const NewCode& code) const;
    void count_wrong_attempt(platform::Transaction& tx, const std::string& code_id) const;
    void use_code(platform::Transaction& tx, const std::string& code_id, const std::string& key_digest,
                  Instant at) const;
    void enroll(platform::Transaction& tx, AdministrationId administration, const Enrolled& gateway) const;
    void put_certificate(platform::Transaction& tx, AdministrationId administration,
                         const IssuedCertificate& issued) const;
    bool lock_enrolled(platform::Transaction& tx,
                       const std::string& gateway_id) const;  // false: there is none, or it is revoked
    std::int64_t count_certificates(platform::Transaction& tx, const std::string& gateway_id, Instant since) const;
    void renew(platform::Transaction& tx, const IssuedCertificate& issued) const;
    bool revoke(platform::Transaction& tx, const std::string& gateway_id, Instant at) const;  // false: there is none
    // In administration 0: every administration's whose time is not over.
    std::vector<RevokedCertificate> list_revoked(platform::Transaction& tx, Instant now) const;
    std::vector<GatewayRow> list(platform::Transaction& tx, const std::string& after, int limit) const;
    void note_state(platform::Transaction& tx, const GatewayState& state) const;
};

}  // namespace aquacis::ingest
