#include "cloud/payments/service/grpc.hpp"

#include "cloud/payments/service/apply.hpp"
#include "cloud/payments/service/get_account.hpp"
#include "cloud/payments/service/grant_folios.hpp"
#include "cloud/payments/service/register_cashiers.hpp"
#include "cloud/payments/service/register_payment.hpp"
#include "cloud/payments/wire/convert.hpp"

namespace aquacis::payments {

using platform::Caller;

namespace {

Result<NodeOperation> to_operation(const sync::v1::Operation& message, const Caller& caller) {
    const auto device = Uuid::parse(message.device_id());
    if (!device)
        return Refusal{RefusalKind::invalid, "payments.device_id", "operation.device_id",
                       "El dispositivo no es un identificador.", "Envíe el de la caja."};
    if (message.administration_id() != caller.administration.number())
        return Refusal{RefusalKind::invalid, "payments.other_administration", "operation.administration_id",
                       "La operación es de otra administración.", "Envíela en nombre de su administración."};
    return NodeOperation{{*device, message.epoch(), message.seq()}, message.type(), message.version(), message.body()};
}

}  // namespace

grpc::Status PaymentsService::RegisterPayment(grpc::ServerContext* call, const v1::RegisterPaymentRequest* request,
                                              v1::Payment* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto payment = register_payment(context_, caller, from_proto(*request));
        if (!payment) return payment.refusal();
        *response = to_proto(*payment);
        return Done{};
    });
}

grpc::Status PaymentsService::GetAccount(grpc::ServerContext* call, const v1::GetAccountRequest* request,
                                         v1::Account* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto account = get_account(context_, caller, {request->contract_id(), request->contract_number()});
        if (!account) return account.refusal();
        *response = to_proto(*account);
        return Done{};
    });
}

grpc::Status PaymentsService::Apply(grpc::ServerContext* call, const v1::ApplyRequest* request,
                                    sync::v1::Outcome* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto operation = to_operation(request->operation(), caller);
        if (!operation) return operation.refusal();
        *response = to_proto(operation->key, apply_operation(context_, caller, *operation));
        return Done{};
    });
}

grpc::Status PaymentsService::RegisterCashiers(grpc::ServerContext* call, const v1::RegisterCashiersRequest* request,
                                               v1::RegisterCashiersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        std::vector<Cashier> cashiers;
        for (const auto& cashier : request->cashiers())
            cashiers.push_back(from_proto(cashier));
        const auto registered = register_cashiers(context_, caller, cashiers);
        if (!registered) return registered.refusal();
        response->set_registered(*registered);
        return Done{};
    });
}

grpc::Status PaymentsService::GrantFolios(grpc::ServerContext* call, const v1::GrantFoliosRequest* request,
                                          v1::FolioRange* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto range = grant_folios(
            context_, caller, {request->device_id(), request->series(), request->count(), request->request_key()});
        if (!range) return range.refusal();
        response->set_series(request->series());
        response->set_first(range->first);
        response->set_last(range->last);
        return Done{};
    });
}

}  // namespace aquacis::payments
