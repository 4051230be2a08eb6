#include "cloud/synchub/service/contexts.hpp"

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

bool Contexts::knows(const std::string& context) { return context == "payments"; }

grpc::Status Contexts::apply(AdministrationId administration, const sync::v1::Operation& operation,
                             sync::v1::Outcome& outcome) const {
    const std::string context = sync::owning_context(operation.type());
    if (context != "payments") return {grpc::StatusCode::UNIMPLEMENTED, "no context decides on " + operation.type()};
    const std::string correlation =
        operation.device_id() + "/" + std::to_string(operation.epoch()) + "/" + std::to_string(operation.seq());
    const auto call = channels_.call({"synchub", administration, correlation}, patience);
    payments::v1::ApplyRequest request;
    *request.mutable_operation() = operation;
    return payments::v1::Payments::NewStub(channels_.to(context))->Apply(call.get(), request, &outcome);
}

grpc::Status Contexts::grant_folios(AdministrationId administration, const payments::v1::GrantFoliosRequest& request,
                                    payments::v1::FolioRange& range) const {
    const auto call = channels_.call({"synchub", administration, request.request_key()}, patience);
    return payments::v1::Payments::NewStub(channels_.to("payments"))->GrantFolios(call.get(), request, &range);
}

grpc::Status Contexts::list_cashiers(AdministrationId administration, const std::string& office,
                                     sync::v1::StaffList& list) const {
    const auto call = channels_.call({"synchub", administration, "staff of " + office}, patience);
    payments::v1::ListCashiersRequest request;
    request.set_office(office);
    payments::v1::ListCashiersResponse found;
    const grpc::Status status =
        payments::v1::Payments::NewStub(channels_.to("payments"))->ListCashiers(call.get(), request, &found);
    for (const auto& cashier : found.cashiers()) {
        sync::v1::StaffMember& member = *list.add_members();
        member.set_cashier_id(cashier.cashier_id());
        member.set_name(cashier.name());
        member.set_role(cashier.role());
        member.set_pin_salt(cashier.pin_salt());
        member.set_pin_hash(cashier.pin_hash());
    }
    return status;
}

}  // namespace aquacis::synchub
