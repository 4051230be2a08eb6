#include "cloud/synchub/service/ask_context.hpp"

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/synchub/store/grant_store.hpp"

namespace aquacis::synchub {
namespace {

constexpr const char* not_now = "El servidor no lo puede dar en este momento. Intente de nuevo en un rato.";

// A refusal is the context's own words; of a fault the person needs to know no more than that it is one.
std::string problem_of(const grpc::Status& status) {
    switch (status.error_code()) {
        case grpc::StatusCode::INVALID_ARGUMENT:
        case grpc::StatusCode::NOT_FOUND:
        case grpc::StatusCode::PERMISSION_DENIED:
        case grpc::StatusCode::FAILED_PRECONDITION:
        case grpc::StatusCode::ALREADY_EXISTS:
        case grpc::StatusCode::ABORTED:
        case grpc::StatusCode::RESOURCE_EXHAUSTED:
            return status.error_message();
        default:
            return not_now;
    }
}

void keep(Hub& hub, const DeviceRef& device, const sync::v1::Granted& granted) {
    const DeviceGrant grant{granted.kind(), granted.body()};
    hub.database().run(device.administration, [&](Transaction& tx) {
        put_grants(tx, {device.device, GrantKnown::seen, hub.clock().now()}, std::span(&grant, 1));
    });
}

}  // namespace

std::optional<sync::v1::ServerMsg> ask_context(Hub& hub, const DeviceRef& device,
                                               const sync::v1::GrantRequest& request) {
    sync::v1::ServerMsg message;
    sync::v1::Granted& granted = *message.mutable_granted();
    try {
        const grpc::Status status = hub.contexts().grant(device.administration, request, granted);
        if (status.ok()) {
            if (granted.is_held()) keep(hub, device, granted);
            return message;
        }
        log::warning("synchub_not_granted", {{"device", request.device_id()},
                                             {"kind", request.ask().kind()},
                                             {"code", static_cast<int>(status.error_code())}});
        granted.Clear();
        granted.set_kind(request.ask().kind());
        granted.set_key(request.ask().key());
        granted.set_problem(problem_of(status));
        return message;
    } catch (const std::exception& fault) {
        log::error("synchub_ask_fault", {{"device", request.device_id()},
                                         {"kind", request.ask().kind()},
                                         {"what", platform::classify(fault).description}});
        return std::nullopt;
    }
}

}  // namespace aquacis::synchub
