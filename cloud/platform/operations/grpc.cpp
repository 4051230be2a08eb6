#include "cloud/platform/operations/grpc.hpp"

#include "cloud/platform/operations/convert.hpp"

namespace aquacis::platform {
namespace {

Refusal not_a_device(const char* field) {
    return {RefusalKind::invalid, "sync.device_id", field, "El dispositivo no es un identificador.",
            "Envíe el del equipo."};
}

Refusal nobody_gives(const std::string& kind, const char* field) {
    return {RefusalKind::not_found, "sync.unknown_ask", field, "Ningún contexto de este servidor da «" + kind + "».",
            "Actualice el servidor."};
}

Refusal of_another_administration() {
    return {RefusalKind::invalid, "sync.other_administration", "operation.administration_id",
            "La operación es de otra administración.", "Envíela en nombre de su administración."};
}

}  // namespace

const Operations* OperationsService::owner_of(const std::string& type) const {
    const auto found = by_context_.find(type.substr(0, type.find('.')));
    return found == by_context_.end() ? nullptr : found->second;
}

grpc::Status OperationsService::Apply(grpc::ServerContext* call, const sync::v1::ApplyRequest* request,
                                      sync::v1::Outcome* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const sync::v1::Operation& given = request->operation();
        const auto device = Uuid::parse(given.device_id());
        if (!device) return not_a_device("operation.device_id");
        if (given.administration_id() != caller.administration.number()) return of_another_administration();
        const NodeOperation operation{
            {*device, given.epoch(), given.seq()}, given.type(), given.version(), given.body(), given.actor()};
        const Operations* owner = owner_of(given.type());
        const auto outcome =
            owner == nullptr ? Result<Outcome>(unheard_of(given.type()))
                             : owner->apply(caller, operation, {request->depends_on_refused(), request->attempts()});
        if (!outcome) return outcome.refusal();
        *response = to_message(operation.key, *outcome);
        return Done{};
    });
}

grpc::Status OperationsService::Grant(grpc::ServerContext* call, const sync::v1::GrantRequest* request,
                                      sync::v1::Granted* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto device = Uuid::parse(request->device_id());
        if (!device) return not_a_device("device_id");
        const sync::v1::Ask& ask = request->ask();
        const Operations* owner = owner_of(ask.kind());
        if (owner == nullptr) return nobody_gives(ask.kind(), "ask.kind");
        auto body = owner->grant(caller, {*device, request->epoch(), ask.kind(), ask.key(), ask.body()});
        if (!body) return body.refusal();
        response->set_kind(ask.kind());
        response->set_key(ask.key());
        response->set_body(*std::move(body));
        response->set_is_held(owner->is_held(ask.kind()));
        return Done{};
    });
}

grpc::Status OperationsService::GiveBack(grpc::ServerContext* call, const sync::v1::GiveBackRequest* request,
                                         sync::v1::GiveBackResponse* /*response*/) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto device = Uuid::parse(request->device_id());
        if (!device) return not_a_device("device_id");
        const sync::v1::Granted& held = request->held();
        const Operations* owner = owner_of(held.kind());
        if (owner == nullptr) return nobody_gives(held.kind(), "held.kind");
        return owner->give_back(caller, {*device, held.kind(), held.body()});
    });
}

}  // namespace aquacis::platform
