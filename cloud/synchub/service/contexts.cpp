#include "cloud/synchub/service/contexts.hpp"

#include <stdexcept>

#include "aquacis/sync/v1/operations.grpc.pb.h"
#include "cloud/synchub/service/work_pool.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {
namespace {

void require_thread_that_may_wait() {
    if (WorkPool::carries_streams()) throw std::logic_error("synchub: another context is asked where streams wait");
}

}  // namespace

grpc::Status Contexts::apply(AdministrationId administration, const sync::v1::ApplyRequest& request,
                             sync::v1::Outcome& outcome) const {
    require_thread_that_may_wait();
    const sync::v1::Operation& operation = request.operation();
    const std::string correlation =
        operation.device_id() + "/" + std::to_string(operation.epoch()) + "/" + std::to_string(operation.seq());
    const auto call = channels_.call({"synchub", administration, correlation}, patience_);
    const auto channel = channels_.to(sync::owning_context(operation.type()));
    return sync::v1::Operations::NewStub(channel)->Apply(call.get(), request, &outcome);
}

grpc::Status Contexts::grant(AdministrationId administration, const sync::v1::GrantRequest& request,
                             sync::v1::Granted& granted) const {
    require_thread_that_may_wait();
    const auto call = channels_.call({"synchub", administration, request.ask().key()}, patience_);
    const auto channel = channels_.to(sync::owning_context(request.ask().kind()));
    return sync::v1::Operations::NewStub(channel)->Grant(call.get(), request, &granted);
}

grpc::Status Contexts::give_back(AdministrationId administration, const sync::v1::GiveBackRequest& request) const {
    const auto call = channels_.call({"synchub", administration, request.device_id()}, patience_);
    const auto channel = channels_.to(sync::owning_context(request.held().kind()));
    sync::v1::GiveBackResponse response;
    return sync::v1::Operations::NewStub(channel)->GiveBack(call.get(), request, &response);
}

}  // namespace aquacis::synchub
