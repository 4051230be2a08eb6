#include "cloud/synchub/service/registry_grpc.hpp"

namespace aquacis::synchub {
namespace {

using platform::Caller;

std::string iso_or_empty(const std::optional<Instant>& at) { return at ? to_iso(*at) : std::string(); }

const char* state_of(const DeviceRow& row) {
    return row.is_revoked ? "revoked" : row.is_invited ? "invited" : row.is_quarantined ? "quarantined" : "enrolled";
}

void to_proto(const DeviceRow& row, v1::Device& out) {
    out.set_device_id(row.device.to_string());
    out.set_name(row.label.name);
    out.set_office(row.label.office);
    out.set_state(state_of(row));
    out.set_enrolled_at(iso_or_empty(row.enrolled_at));
    out.set_certificate_until(iso_or_empty(row.certificate_until));
    out.set_last_hello_at(iso_or_empty(row.last_hello_at));
    out.set_program_version(row.program_version);
    out.set_epoch(row.epoch);
    out.set_epoch_reason(row.epoch_reason);
}

}  // namespace

grpc::Status DeviceRegistryService::InviteDevice(grpc::ServerContext* call, const v1::InviteDeviceRequest* request,
                                                 v1::InviteDeviceResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto made = invite_device(
            registry_, caller, {request->device_id(), {request->name(), request->office()}, request->valid_hours()});
        if (!made) return made.refusal();
        response->set_device_id(made->device.to_string());
        response->set_code(made->code);
        response->set_expires_at(to_iso(made->expires_at));
        return Done{};
    });
}

grpc::Status DeviceRegistryService::RegisterDevice(grpc::ServerContext* call, const v1::RegisterDeviceRequest* request,
                                                   v1::Device* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto row =
            register_device(registry_, caller,
                            {request->device_id(), {request->name(), request->office()}, request->certificate_pem()});
        if (!row) return row.refusal();
        to_proto(*row, *response);
        return Done{};
    });
}

grpc::Status DeviceRegistryService::ListDevices(grpc::ServerContext* call, const v1::ListDevicesRequest* request,
                                                v1::ListDevicesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto page = list_devices(registry_, caller, {request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const DeviceRow& row : page->devices)
            to_proto(row, *response->add_devices());
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

grpc::Status DeviceRegistryService::GetDevice(grpc::ServerContext* call, const v1::GetDeviceRequest* request,
                                              v1::Device* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto row = look_at_device(registry_, caller, request->device_id());
        if (!row) return row.refusal();
        to_proto(*row, *response);
        return Done{};
    });
}

grpc::Status DeviceRegistryService::RevokeDevice(grpc::ServerContext* call, const v1::RevokeDeviceRequest* request,
                                                 v1::RevokeDeviceResponse* /*response*/) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        return revoke_device(registry_, caller, request->device_id());
    });
}

grpc::Status DeviceRegistryService::AdoptDevices(grpc::ServerContext* call, const v1::AdoptDevicesRequest* request,
                                                 v1::AdoptDevicesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto until = adopt_devices(registry_, caller, request->minutes());
        if (!until) return until.refusal();
        response->set_until(to_iso(*until));
        return Done{};
    });
}

grpc::Status DeviceRegistryService::GetSyncAuthority(grpc::ServerContext* /*call*/,
                                                     const v1::GetSyncAuthorityRequest* request,
                                                     v1::GetSyncAuthorityResponse* response) {
    return guard_.answer_anyone(*request, [&]() -> Result<> {
        if (registry_.authority == nullptr) return no_authority();
        response->set_certificate_pem(registry_.authority->certificate_pem());
        return Done{};
    });
}

grpc::Status DeviceRegistryService::EnrollDevice(grpc::ServerContext* /*call*/, const v1::EnrollDeviceRequest* request,
                                                 v1::EnrollDeviceResponse* response) {
    return guard_.answer_anyone(*request, [&]() -> Result<> {
        const auto enrolled = enroll_device(registry_, {request->code(), request->request_pem()});
        if (!enrolled) return enrolled.refusal();
        response->set_device_id(enrolled->device.device.to_string());
        response->set_administration(enrolled->administration.number());
        response->set_name(enrolled->device.label.name);
        response->set_office(enrolled->device.label.office);
        response->set_certificate_pem(enrolled->certificate.pem);
        response->set_authority_pem(registry_.authority->believed_pem() + registry_.server_authorities);
        response->set_valid_until(to_iso(enrolled->certificate.until));
        response->set_recovery_pem(registry_.recovery_certificate);
        return Done{};
    });
}

}  // namespace aquacis::synchub
