#include "edge-node/enroll/enrollment.hpp"

#include <nlohmann/json.hpp>

namespace aquacis::edge {

Identity enroll(const EnrollmentWish& wish, const IdentityFolder& folder, const Clock& clock) {
    check_enrollment(wish, clock.now());
    if (folder.exists() && !wish.again)
        throw EnrollmentError(
            folder.path().string() +
            " holds an identity already; --again makes a new one and keeps the old until it is there");
    const DeviceKey key = folder.pending_key();
    const EnrollmentAnswer answer =
        enroll_device(wish, {"/v1/device-authority", "/v1/gateways:enroll"}, key, clock.now());
    const nlohmann::json body = answer.body();
    Identity made;
    made.gateway_id = body.value("gateway_id", "");
    made.administration = body.value("administration", 0);
    made.server = body.value("server", "");
    made.certificate_pem = answer.certificate_pem;
    made.authority_pem = answer.authority_pem;
    if (made.gateway_id.empty() || made.administration <= 0 || made.server.empty())
        throw EnrollmentError(
            "the server's answer lacks the gateway's name, administration or broker; it is of another version than "
            "this program");
    folder.keep(made);
    return made;
}

}  // namespace aquacis::edge
