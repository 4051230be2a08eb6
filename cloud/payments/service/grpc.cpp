#include "cloud/payments/service/grpc.hpp"

#include "cloud/payments/service/apply_operation.hpp"
#include "cloud/payments/service/convert.hpp"
#include "cloud/payments/service/get_account.hpp"
#include "cloud/payments/service/register_payment.hpp"
#include "cloud/payments/service/tills.hpp"

namespace aquacis::payments {

using platform::Caller;

grpc::Status PaymentsService::RegisterPayment(grpc::ServerContext* call, const v1::RegisterPaymentRequest* request, v1::Payment* response) {
    return guard_.answer(*call, "payments.write", [&](const Caller& caller) -> Result<> {
        const auto payment = register_payment(context_, caller,
                                              {request->contract_number(), request->amount_centavos(), request->channel(), request->external_reference(),
                                               request->paid_at(), {request->invoice_ids().begin(), request->invoice_ids().end()}});
        if (!payment) return payment.refusal();
        *response = to_proto(*payment);
        return Done{};
    });
}

grpc::Status PaymentsService::GetAccount(grpc::ServerContext* call, const v1::GetAccountRequest* request, v1::Account* response) {
    return guard_.answer(*call, "payments.read", [&](const Caller& caller) -> Result<> {
        const auto account = get_account(context_, caller, {request->contract_id(), request->contract_number()});
        if (!account) return account.refusal();
        *response = to_proto(*account);
        return Done{};
    });
}

grpc::Status PaymentsService::Apply(grpc::ServerContext* call, const v1::ApplyRequest* request, sync::v1::Outcome* response) {
    return guard_.answer(*call, "payments.apply", [&](const Caller& caller) -> Result<> {
        auto outcome = apply_operation(context_, caller, request->operation());
        if (!outcome) return outcome.refusal();
        *response = *std::move(outcome);
        return Done{};
    });
}

grpc::Status PaymentsService::RegisterCashiers(grpc::ServerContext* call, const v1::RegisterCashiersRequest* request,
                                               v1::RegisterCashiersResponse* response) {
    return guard_.answer(*call, "payments.write", [&](const Caller& caller) -> Result<> {
        std::vector<Cashier> cashiers;
        for (const auto& cashier : request->cashiers()) cashiers.push_back(from_proto(cashier));
        const auto registered = register_cashiers(context_, caller, cashiers);
        if (!registered) return registered.refusal();
        response->set_registered(*registered);
        return Done{};
    });
}

grpc::Status PaymentsService::GrantFolios(grpc::ServerContext* call, const v1::GrantFoliosRequest* request, v1::FolioRange* response) {
    return guard_.answer(*call, "payments.apply", [&](const Caller& caller) -> Result<> {
        const auto device = DeviceId::parse(request->device_id());
        if (!device) return Refusal{RefusalKind::invalid, "payments.bad_device", "device_id", "El equipo no es un identificador.", "Envíe el UUID del equipo."};
        const auto range = grant_folio_range(context_, caller, {*device, request->series(), request->count(), request->request_key()});
        if (!range) return range.refusal();
        response->set_series(request->series());
        response->set_first(range->first);
        response->set_last(range->last);
        return Done{};
    });
}

}  // namespace aquacis::payments
