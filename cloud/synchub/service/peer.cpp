#include "cloud/synchub/service/peer.hpp"

#include <grpc/grpc_security_constants.h>

#include "base/certificates/device_authority.hpp"

namespace aquacis::synchub {

std::string certificate_of(const grpc::ServerContextBase& call) {
    const auto authentication = call.auth_context();
    if (!authentication || !authentication->IsPeerAuthenticated()) return {};
    const auto pem = authentication->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
    return pem.size() == 1 ? std::string(pem[0].data(), pem[0].size()) : std::string();
}

std::optional<Peer> read_peer(const std::string& certificate_pem) {
    constexpr std::string_view prefix = "device:";
    const auto certificate = read_device_certificate(certificate_pem);
    if (!certificate || !certificate->name.starts_with(prefix) || certificate->administration == AdministrationId())
        return std::nullopt;
    const auto device = Uuid::parse(std::string_view(certificate->name).substr(prefix.size()));
    if (!device || device->is_nil()) return std::nullopt;
    return Peer{*device, certificate->administration, certificate->key_digest, certificate->serial, certificate->until};
}

}  // namespace aquacis::synchub
