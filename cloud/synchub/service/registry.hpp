#pragma once
// The registry's use cases: who may say hello at the sync port, and how a machine becomes one of them.

#include "base/certificates/device_authority.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/synchub/store/device_store.hpp"

namespace aquacis::synchub {

struct Registry {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    const DeviceAuthority* authority = nullptr;     // null: this cloud signs no certificates
    std::string server_authorities;                 // PEM: besides the authority, whom a device is to believe
    std::function<void(const Uuid&)> revoked = {};  // its stream is closed
    std::string recovery_certificate = {};          // PEM: whom a device wraps its file's key for
};
Refusal no_authority();

struct InviteDevice {
    std::string device_id;  // empty: a new one
    DeviceLabel label;
    int valid_hours = 0;
};
struct DeviceInvitation {
    Uuid device;
    std::string code;
    Instant expires_at;
};
Result<DeviceInvitation> invite_device(const Registry& registry, const platform::Caller& caller,
                                       const InviteDevice& request);

struct RegisterDevice {
    std::string device_id;
    DeviceLabel label;
    std::string certificate_pem;
};
Result<DeviceRow> register_device(const Registry& registry, const platform::Caller& caller,
                                  const RegisterDevice& request);

struct EnrollDevice {
    std::string code;  // as it was sent
    std::string request_pem;
};
struct EnrolledDevice {
    AdministrationId administration;
    DeviceRow device;
    SignedCertificate certificate;
};
Result<EnrolledDevice> enroll_device(const Registry& registry, const EnrollDevice& request);

// For a device that asks over the connection which its present certificate opened; that one stays good until its end,
// because the answer may be lost. Refused beyond five in thirty days, and to a device that was revoked meanwhile.
struct RenewCertificate {
    AdministrationId administration;
    Uuid device;
    std::string request_pem;
};
Result<SignedCertificate> renew_certificate(const Registry& registry, const RenewCertificate& request);

// After this database was lost: for so long, a device of the administration that shows a good certificate is registered
// at its hello. What was revoked before must be revoked again.
Result<Instant> adopt_devices(const Registry& registry, const platform::Caller& caller, int minutes);

Result<> revoke_device(const Registry& registry, const platform::Caller& caller, const std::string& device_id);
Result<DeviceRow> look_at_device(const Registry& registry, const platform::Caller& caller,
                                 const std::string& device_id);

struct DevicePage {
    std::vector<DeviceRow> devices;
    std::string next_page_token;
};
struct DevicePageRequest {
    int page_size = 0;
    std::string page_token;
};
Result<DevicePage> list_devices(const Registry& registry, const platform::Caller& caller,
                                const DevicePageRequest& request);

}  // namespace aquacis::synchub
