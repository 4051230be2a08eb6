#include "cloud/payments/service/grpc.hpp"

#include "cloud/payments/service/apply.hpp"
#include "cloud/payments/service/ask_money_request.hpp"
#include "cloud/payments/service/decide_money_request.hpp"
#include "cloud/payments/service/get_account.hpp"
#include "cloud/payments/service/grant_folios.hpp"
#include "cloud/payments/service/list_suspense.hpp"
#include "cloud/payments/service/move_series.hpp"
#include "cloud/payments/service/register_cashiers.hpp"
#include "cloud/payments/service/register_payment.hpp"
#include "cloud/payments/wire/convert.hpp"
#include "cloud/platform/calls/request.hpp"

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
    return NodeOperation{
        {*device, message.epoch(), message.seq()}, message.type(), message.version(), message.body(), message.actor()};
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
        const auto outcome = apply_operation(context_, caller, *operation);
        if (!outcome) return outcome.refusal();
        *response = to_proto(operation->key, *outcome);
        return Done{};
    });
}

grpc::Status PaymentsService::RegisterCashiers(grpc::ServerContext* call, const v1::RegisterCashiersRequest* request,
                                               v1::RegisterCashiersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        if (auto count =
                platform::check_count("cashiers", static_cast<std::size_t>(request->cashiers_size()), most_cashiers);
            !count)
            return count.refusal();
        std::vector<Cashier> cashiers;
        for (const auto& registration : request->cashiers()) {
            auto cashier = with_pin(from_proto(registration.cashier()), registration.pin(), context_.random);
            if (!cashier) return platform::in_element("cashiers", cashiers.size(), cashier.refusal());
            cashiers.push_back(*std::move(cashier));
        }
        const auto registered = register_cashiers(context_, caller, cashiers);
        if (!registered) return registered.refusal();
        response->set_registered(*registered);
        return Done{};
    });
}

grpc::Status PaymentsService::DeactivateCashier(grpc::ServerContext* call, const v1::DeactivateCashierRequest* request,
                                                v1::DeactivateCashierResponse* /*response*/) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        return deactivate_cashier(context_, caller, request->cashier_id());
    });
}

grpc::Status PaymentsService::ListCashiers(grpc::ServerContext* call, const v1::ListCashiersRequest* request,
                                           v1::ListCashiersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        for (const Cashier& cashier : cashiers_of_office(context_, caller, request->office()))
            *response->add_cashiers() = to_proto(cashier);
        return Done{};
    });
}

grpc::Status PaymentsService::GrantFolios(grpc::ServerContext* call, const v1::GrantFoliosRequest* request,
                                          v1::FolioRange* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto range = grant_folios(context_, caller,
                                        {request->device_id(), request->series(), request->count(),
                                         request->request_key(), request->epoch(), request->above()});
        if (!range) return range.refusal();
        response->set_series(request->series());
        response->set_first(range->first);
        response->set_last(range->last);
        return Done{};
    });
}

grpc::Status PaymentsService::MoveSeries(grpc::ServerContext* call, const v1::MoveSeriesRequest* request,
                                         v1::MoveSeriesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto moved = move_series(context_, caller, {request->series(), request->device_id()});
        if (!moved) return moved.refusal();
        response->set_moved(*moved);
        return Done{};
    });
}

grpc::Status PaymentsService::ListSuspense(grpc::ServerContext* call, const v1::ListSuspenseRequest* request,
                                           v1::ListSuspenseResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto answer = list_suspense(context_, caller, {request->page_size(), request->page_token()});
        if (!answer) return answer.refusal();
        for (const HeldMoney& held : answer->held) {
            auto* line = response->add_suspense();
            line->set_payment_id(held.payment.to_string());
            line->set_amount_centavos(held.amount.centavos());
            line->set_channel(held.channel);
            line->set_contract_number(held.contract_number);
            line->set_reference(held.reference);
            line->set_taken_by(held.taken_by);
            line->set_taken_at(to_iso(held.taken_at));
        }
        response->set_next_page_token(answer->next_page_token);
        return Done{};
    });
}

grpc::Status PaymentsService::ask(const grpc::ServerContext& call, const google::protobuf::Message& request,
                                  const MoneyWish& wish, v1::MoneyRequest& response) const {
    return guard_.answer(call, request, [&](const Caller& caller) -> Result<> {
        const auto asked = ask_money_request(context_, caller, wish);
        if (!asked) return asked.refusal();
        response = to_proto(*asked);
        return Done{};
    });
}

grpc::Status PaymentsService::AssignSuspense(grpc::ServerContext* call, const v1::AssignSuspenseRequest* request,
                                             v1::MoneyRequest* response) {
    return ask(*call, *request,
               {MoneyRequestKind::assign, request->payment_id(), request->contract_number(), request->amount_centavos(),
                request->reason()},
               *response);
}

grpc::Status PaymentsService::ReturnSuspense(grpc::ServerContext* call, const v1::ReturnSuspenseRequest* request,
                                             v1::MoneyRequest* response) {
    return ask(*call, *request,
               {MoneyRequestKind::give_back, request->payment_id(), {}, request->amount_centavos(), request->reason()},
               *response);
}

grpc::Status PaymentsService::CancelPayment(grpc::ServerContext* call, const v1::CancelPaymentRequest* request,
                                            v1::MoneyRequest* response) {
    return ask(*call, *request, {MoneyRequestKind::cancel, request->payment_id(), {}, 0, request->reason()}, *response);
}

grpc::Status PaymentsService::ListMoneyRequests(grpc::ServerContext* call, const v1::ListMoneyRequestsRequest* request,
                                                v1::ListMoneyRequestsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto requests = list_money_requests(context_, caller);
        if (!requests) return requests.refusal();
        for (const MoneyRequest& asked : *requests)
            *response->add_requests() = to_proto(asked);
        return Done{};
    });
}

grpc::Status PaymentsService::ApproveMoneyRequest(grpc::ServerContext* call,
                                                  const v1::ApproveMoneyRequestRequest* request,
                                                  v1::MoneyRequest* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto decided = approve_money_request(context_, caller, request->request_id());
        if (!decided) return decided.refusal();
        *response = to_proto(*decided);
        return Done{};
    });
}

grpc::Status PaymentsService::DeclineMoneyRequest(grpc::ServerContext* call,
                                                  const v1::DeclineMoneyRequestRequest* request,
                                                  v1::MoneyRequest* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto decided = decline_money_request(context_, caller, request->request_id());
        if (!decided) return decided.refusal();
        *response = to_proto(*decided);
        return Done{};
    });
}

}  // namespace aquacis::payments
