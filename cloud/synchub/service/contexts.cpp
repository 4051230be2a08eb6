#include "cloud/synchub/service/contexts.hpp"

#include "aquacis/sync/v1/operations.grpc.pb.h"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {

grpc::Status Contexts::apply(AdministrationId administration, const sync::v1::ApplyRequest& request,
                             sync::v1::Outcome& outcome) const {
    const sync::v1::Operation& operation = request.operation();
    const std::string correlation =
        operation.device_id() + "/" + std::to_string(operation.epoch()) + "/" + std::to_string(operation.seq());
    const auto call = channels_.call({"synchub", administration, correlation}, patience_);
    const auto channel = channels_.to(sync::owning_context(operation.type()));
    return sync::v1::Operations::NewStub(channel)->Apply(call.get(), request, &outcome);
}

grpc::Status Contexts::grant(AdministrationId administration, const sync::v1::GrantRequest& request,
                             sync::v1::Granted& granted) const {
    const auto call = channels_.call({"synchub", administration, request.ask().key()}, patience_);
    const auto channel = channels_.to(sync::owning_context(request.ask().kind()));
    return sync::v1::Operations::NewStub(channel)->Grant(call.get(), request, &granted);
}

}  // namespace aquacis::synchub
