#pragma once
// The registry's use cases: invite, enroll, list, revoke.

#include "base/certificates/device_authority.hpp"
#include "cloud/ingest/store/registry_store.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::ingest {

struct Registry {
    platform::Pool& database;
    const Clock& clock;
    const RandomBits& random;
    const DeviceAuthority* authority = nullptr;  // null: this cloud signs no certificates
    std::string server;                          // what a gateway is told to connect to
    RegistryStore store{};
};
Refusal no_authority();

struct Invitation {
    std::string code;
    Instant expires_at;
};
struct InviteWish {
    std::string gateway_id;
    int valid_hours = 0;
};
Result<Invitation> invite_gateway(const Registry& registry, const platform::Caller& caller, const InviteWish& wish);

struct Enrollment {
    AdministrationId administration;
    std::string gateway_id;
    SignedCertificate certificate;
};
struct EnrollmentWish {
    std::string code;  // as it was sent
    std::string request_pem;
};
Result<Enrollment> enroll_gateway(const Registry& registry, const EnrollmentWish& wish);

Result<> revoke_gateway(const Registry& registry, const platform::Caller& caller, const std::string& gateway_id);

struct GatewayPage {
    std::vector<GatewayRow> gateways;
    std::string next_page_token;
};
struct GatewayPageWish {
    int page_size = 0;
    std::string page_token;
};
Result<GatewayPage> list_gateways(const Registry& registry, const platform::Caller& caller,
                                  const GatewayPageWish& wish);

}  // namespace aquacis::ingest
