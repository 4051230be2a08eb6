#include "cloud/ingest/service/grpc.hpp"

namespace aquacis::ingest {
namespace {

using platform::Caller;

std::string iso_or_empty(const std::optional<Instant>& at) { return at ? to_iso(*at) : std::string(); }

void to_proto(const GatewayRow& row, v1::Gateway& out) {
    out.set_gateway_id(row.gateway_id);
    out.set_enabled(row.enabled);
    out.set_enrolled_at(iso_or_empty(row.enrolled_at));
    out.set_certificate_until(iso_or_empty(row.certificate_until));
    out.set_last_batch_at(iso_or_empty(row.last_batch_at));
    out.set_recorded(row.recorded);
    out.set_duplicates(row.duplicates);
    out.set_quarantined(row.quarantined);
    out.set_undecryptable_meters(row.undecryptable_meters);
    out.set_undecryptable_kept(row.undecryptable_kept);
}

}  // namespace

grpc::Status GatewayRegistryService::InviteGateway(grpc::ServerContext* call, const v1::InviteGatewayRequest* request,
                                                   v1::InviteGatewayResponse* response) {
    return guard_.answer(*call, "ingest.write", [&](const Caller& caller) -> Result<> {
        const auto invitation = invite_gateway(registry_, caller, {request->gateway_id(), request->valid_hours()});
        if (!invitation) return invitation.refusal();
        response->set_code(invitation->code);
        response->set_expires_at(to_iso(invitation->expires_at));
        return Done{};
    });
}

grpc::Status GatewayRegistryService::ListGateways(grpc::ServerContext* call, const v1::ListGatewaysRequest* request,
                                                  v1::ListGatewaysResponse* response) {
    return guard_.answer(*call, "ingest.read", [&](const Caller& caller) -> Result<> {
        const auto page = list_gateways(registry_, caller, {request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const GatewayRow& row : page->gateways) to_proto(row, *response->add_gateways());
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::RevokeGateway(grpc::ServerContext* call, const v1::RevokeGatewayRequest* request,
                                                   v1::RevokeGatewayResponse* /*response*/) {
    return guard_.answer(*call, "ingest.write",
                         [&](const Caller& caller) -> Result<> { return revoke_gateway(registry_, caller, request->gateway_id()); });
}

grpc::Status GatewayRegistryService::GetDeviceAuthority(grpc::ServerContext* /*call*/, const v1::GetDeviceAuthorityRequest* /*request*/,
                                                        v1::GetDeviceAuthorityResponse* response) {
    return guard_.answer_anyone("GetDeviceAuthority", [&]() -> Result<> {
        if (registry_.authority == nullptr)
            return Refusal{RefusalKind::unavailable, "enrollment.no_authority", "", "Esta nube no firma certificados de compuertas.",
                           "Configure ingest.device_ca e ingest.device_ca_key_file."};
        response->set_certificate_pem(registry_.authority->certificate_pem());
        return Done{};
    });
}

grpc::Status GatewayRegistryService::EnrollGateway(grpc::ServerContext* /*call*/, const v1::EnrollGatewayRequest* request,
                                                   v1::EnrollGatewayResponse* response) {
    return guard_.answer_anyone("EnrollGateway", [&]() -> Result<> {
        const auto enrolled = enroll_gateway(registry_, {request->code(), request->request_pem()});
        if (!enrolled) return enrolled.refusal();
        response->set_gateway_id(enrolled->gateway_id);
        response->set_administration(enrolled->administration.number());
        response->set_certificate_pem(enrolled->certificate.pem);
        response->set_authority_pem(registry_.authority->certificate_pem());
        response->set_server(registry_.server);
        response->set_valid_until(to_iso(enrolled->certificate.until));
        return Done{};
    });
}

}  // namespace aquacis::ingest
