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
    out.set_release(row.release);
}

void to_proto(const CommandRow& row, v1::GatewayCommand& out) {
    out.set_command_id(row.command_id);
    out.set_gateway_id(row.gateway_id);
    out.set_kind(row.kind);
    out.set_meter(row.meter);
    out.set_made_at(to_iso(row.made_at));
    out.set_made_by(row.made_by);
    out.set_expires_at(to_iso(row.expires_at));
    out.set_status(row.status);
    out.set_detail(row.detail);
    out.set_answered_at(iso_or_empty(row.answered_at));
}

void to_proto(const RemoteView& view, v1::GetGatewayResponse& out) {
    out.set_twin_version(view.twin.version);
    out.set_twin_made_at(iso_or_empty(view.twin.made_at));
    out.set_twin_made_by(view.twin.made_by);
    out.set_twin_reported_version(view.twin.reported.version);
    out.set_twin_outcome(view.twin.reported.outcome);
    out.set_twin_reason(view.twin.reported.reason);
    out.set_twin_reported_at(iso_or_empty(view.twin.reported_at));
    out.set_keys_in_use(view.twin.reported.keys_in_use);
    for (const CommandRow& command : view.commands)
        to_proto(command, *out.add_commands());
}

}  // namespace

grpc::Status GatewayRegistryService::InviteGateway(grpc::ServerContext* call, const v1::InviteGatewayRequest* request,
                                                   v1::InviteGatewayResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto invitation = invite_gateway(registry_, caller, {request->gateway_id(), request->valid_hours()});
        if (!invitation) return invitation.refusal();
        response->set_code(invitation->code);
        response->set_expires_at(to_iso(invitation->expires_at));
        return Done{};
    });
}

grpc::Status GatewayRegistryService::ListGateways(grpc::ServerContext* call, const v1::ListGatewaysRequest* request,
                                                  v1::ListGatewaysResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto page = list_gateways(registry_, caller, {request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const GatewayRow& row : page->gateways)
            to_proto(row, *response->add_gateways());
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::RevokeGateway(grpc::ServerContext* call, const v1::RevokeGatewayRequest* request,
                                                   v1::RevokeGatewayResponse* /*response*/) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        return revoke_gateway(registry_, caller, request->gateway_id());
    });
}

grpc::Status GatewayRegistryService::GetDeviceAuthority(grpc::ServerContext* /*call*/,
                                                        const v1::GetDeviceAuthorityRequest* request,
                                                        v1::GetDeviceAuthorityResponse* response) {
    return guard_.answer_anyone(*request, [&]() -> Result<> {
        if (registry_.authority == nullptr) return no_authority();
        response->set_certificate_pem(registry_.authority->certificate_pem());
        return Done{};
    });
}

grpc::Status GatewayRegistryService::GetRevocationList(grpc::ServerContext* /*call*/,
                                                       const v1::GetRevocationListRequest* request,
                                                       v1::GetRevocationListResponse* response) {
    return guard_.answer_anyone(*request, [&]() -> Result<> {
        const auto list = revocations_.list_pem();
        if (!list) return list.refusal();
        response->set_revocations_pem(*list);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::EnrollGateway(grpc::ServerContext* /*call*/,
                                                   const v1::EnrollGatewayRequest* request,
                                                   v1::EnrollGatewayResponse* response) {
    return guard_.answer_anyone(*request, [&]() -> Result<> {
        const auto enrolled = enroll_gateway(registry_, {request->code(), request->request_pem()});
        if (!enrolled) return enrolled.refusal();
        response->set_gateway_id(enrolled->gateway_id);
        response->set_administration(enrolled->administration.number());
        response->set_certificate_pem(enrolled->certificate.pem);
        response->set_authority_pem(registry_.authority->believed_pem());
        response->set_server(registry_.server);
        response->set_valid_until(to_iso(enrolled->certificate.until));
        return Done{};
    });
}

grpc::Status GatewayRegistryService::ConfigureGateway(grpc::ServerContext* call,
                                                      const v1::ConfigureGatewayRequest* request,
                                                      v1::ConfigureGatewayResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto version =
            configure_gateway(remote_, caller,
                              {request->gateway_id(), request->interval_minutes(), request->linger_ms(),
                               request->server(), request->keys(), request->receivers()});
        if (!version) return version.refusal();
        response->set_version(*version);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::CommandGateway(grpc::ServerContext* call, const v1::CommandGatewayRequest* request,
                                                    v1::GatewayCommand* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto row = command_gateway(remote_, caller,
                                         {request->gateway_id(), request->kind(), request->meter(), request->valve(),
                                          request->valid_minutes(), request->url(), request->sha256()});
        if (!row) return row.refusal();
        to_proto(*row, *response);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::GetGatewayCommand(grpc::ServerContext* call,
                                                       const v1::GetGatewayCommandRequest* request,
                                                       v1::GatewayCommand* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto row = find_command(remote_, caller, request->command_id());
        if (!row) return row.refusal();
        to_proto(*row, *response);
        return Done{};
    });
}

grpc::Status GatewayRegistryService::GetGateway(grpc::ServerContext* call, const v1::GetGatewayRequest* request,
                                                v1::GetGatewayResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto view = look_at_gateway(remote_, caller, request->gateway_id());
        if (!view) return view.refusal();
        response->set_gateway_id(request->gateway_id());
        to_proto(*view, *response);
        return Done{};
    });
}

}  // namespace aquacis::ingest
