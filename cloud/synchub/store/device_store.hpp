#pragma once
// Devices: who is registered, by which certificates, how far each one's chain is held. Every function runs in the
// caller's transaction and administration; another administration's device is not found.

#include <optional>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "sync/model/admission.hpp"

namespace aquacis::synchub {

using platform::Transaction;

std::vector<AdministrationId> list_administrations(Transaction& tx);  // those with a registered device

struct DeviceLabel {
    std::string name;
    std::string office;
};
struct DeviceRow {
    Uuid device;
    DeviceLabel label;
    bool is_invited = false, is_quarantined = false, is_revoked = false;
    std::optional<Instant> enrolled_at, last_hello_at, certificate_until;
    std::string program_version;
    std::uint32_t epoch = 0;
    std::string epoch_reason;
};
struct Act {
    std::string by;
    Instant at;
};
// False: it is another administration's.
bool register_device(Transaction& tx, const Uuid& device, const DeviceLabel& label, const Act& act);
std::optional<DeviceRow> find_device(Transaction& tx, const Uuid& device);
std::vector<DeviceRow> list_devices(Transaction& tx, const Uuid& after, int limit);
bool revoke_device(Transaction& tx, const Uuid& device, const Act& act);  // false: there is none
std::vector<Uuid> revoked_since(Transaction& tx, Instant since);

struct NewInvitation {
    std::string code_id;
    std::string secret_digest;
    Instant expires_at;
};
struct Invitation {
    Uuid device;
    std::string secret_digest;
    Instant expires_at;
    int wrong_attempts = 0;
    std::string key_digest;  // empty: not used yet
};
void put_invitation(Transaction& tx, const Uuid& device, const NewInvitation& invitation, const Act& act);
std::optional<AdministrationId> administration_of_code(Transaction& tx, const std::string& code_id);
std::optional<Invitation> lock_invitation(Transaction& tx, const std::string& code_id);
void count_wrong_code(Transaction& tx, const std::string& code_id);
void use_invitation(Transaction& tx, const std::string& code_id, const std::string& key_digest, Instant at);

struct NewCertificate {
    std::string serial;
    std::string key_digest;
    Instant issued_at;
    Instant until;
};
// The machine with this certificate is the device from now on; every earlier certificate ends. False: the key is
// another device's, and nothing was changed.
bool enroll_device(Transaction& tx, const Uuid& device, const NewCertificate& certificate);
bool add_certificate(Transaction& tx, const Uuid& device, const NewCertificate& certificate);
std::int64_t count_certificates(Transaction& tx, const Uuid& device, Instant since);

// Until then a device that nobody registered is registered at its hello.
void open_adoption(Transaction& tx, Instant until, const std::string& by);
std::optional<std::string> adopting_by(Transaction& tx, Instant now);

struct Admission {
    enum class End { welcome, unknown, revoked, other_certificate };
    End end = End::unknown;
    bool is_quarantined = false;
    std::string office;
};
Admission admit_device(Transaction& tx, const Uuid& device, const std::string& key_digest);
void greet_device(Transaction& tx, const Uuid& device, const std::string& program_version, Instant now);

// As the device said: of what it sent through here it knows every outcome.
void note_answered(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::uint64_t seq);

// The chain held of the device, locked until the end of the transaction. Nothing: unknown.
std::optional<sync::HeldChain> lock_device(Transaction& tx, const Uuid& device);
void begin_epoch(Transaction& tx, const Uuid& device, std::uint32_t epoch, const std::string& why);
bool note_copy(Transaction& tx, const Uuid& device, Instant now);  // true: the device is in quarantine
void advance_chain(Transaction& tx, const Uuid& device, const sync::HeldChain& chain);
// Of the operations that a device sent: they are kept, whatever is decided on them.
struct SentBytes {
    std::int64_t all = 0;
    std::int64_t unknown = 0;  // of types that nobody decides on
};
SentBytes count_sent(Transaction& tx, const Uuid& device, const SentBytes& more, Instant now);  // of the day so far

}  // namespace aquacis::synchub
