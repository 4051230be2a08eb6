#include "cloud/billing/service/grpc.hpp"

#include "cloud/billing/service/cancel_run.hpp"
#include "cloud/billing/service/find_invoices.hpp"
#include "cloud/billing/service/get_run.hpp"
#include "cloud/billing/service/get_tariff.hpp"
#include "cloud/billing/service/publish_tariff.hpp"
#include "cloud/billing/service/retry_run.hpp"
#include "cloud/billing/service/reverse_bill.hpp"
#include "cloud/billing/service/start_run.hpp"
#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {

using platform::Caller;

grpc::Status BillingService::PublishTariff(grpc::ServerContext* call, const v1::PublishTariffRequest* request,
                                           v1::PublishTariffResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto sha256 = publish_tariff(
            context_, caller,
            {request->tariff_code(), request->version(), request->valid_from(), request->definition_json()});
        if (!sha256) return sha256.refusal();
        response->set_sha256(*sha256);
        return Done{};
    });
}

grpc::Status BillingService::GetTariff(grpc::ServerContext* call, const v1::GetTariffRequest* request,
                                       v1::PublishedTariff* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto found = get_tariff(context_, caller, request->tariff_code(), request->version());
        if (!found) return found.refusal();
        response->set_definition_json(found->stored.definition);
        response->set_sha256(found->stored.sha256);
        response->set_published_at(found->published_at);
        return Done{};
    });
}

grpc::Status BillingService::StartRun(grpc::ServerContext* call, const v1::StartRunRequest* request,
                                      v1::Run* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto status = start_run(context_, caller,
                                      {request->zone_id(), request->period(), request->campaign_id(),
                                       request->issue_date(), request->due_date()});
        if (!status) return status.refusal();
        *response = to_proto(*status);
        return Done{};
    });
}

grpc::Status BillingService::GetRun(grpc::ServerContext* call, const v1::GetRunRequest* request, v1::Run* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto status = get_run(context_, caller, request->run_id());
        if (!status) return status.refusal();
        *response = to_proto(*status);
        return Done{};
    });
}

grpc::Status BillingService::CancelRun(grpc::ServerContext* call, const v1::CancelRunRequest* request,
                                       v1::Run* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto status = cancel_run(context_, caller, {request->run_id(), request->reason()});
        if (!status) return status.refusal();
        *response = to_proto(*status);
        return Done{};
    });
}

grpc::Status BillingService::RetryRun(grpc::ServerContext* call, const v1::RetryRunRequest* request,
                                      v1::Run* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto status = retry_run(context_, caller, request->run_id());
        if (!status) return status.refusal();
        *response = to_proto(*status);
        return Done{};
    });
}

grpc::Status BillingService::ListInvoicesOfContract(grpc::ServerContext* call,
                                                    const v1::ListInvoicesOfContractRequest* request,
                                                    v1::ListInvoicesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto answer =
            list_invoices(context_, caller, {request->contract_number(), request->page_size(), request->page_token()});
        if (!answer) return answer.refusal();
        for (const Bill& bill : answer->bills)
            *response->add_invoices() = to_proto(bill);
        response->set_next_page_token(answer->next_page_token);
        return Done{};
    });
}

grpc::Status BillingService::GetInvoice(grpc::ServerContext* call, const v1::GetInvoiceRequest* request,
                                        v1::Invoice* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto bill = get_invoice(context_, caller, request->invoice_id());
        if (!bill) return bill.refusal();
        *response = to_proto(*bill);
        return Done{};
    });
}

grpc::Status BillingService::ReverseBill(grpc::ServerContext* call, const v1::ReverseBillRequest* request,
                                         v1::BillReversal* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto reversal =
            reverse_bill(context_, caller, {request->invoice_id(), request->reason(), request->note()});
        if (!reversal) return reversal.refusal();
        *response = to_proto(*reversal);
        return Done{};
    });
}

grpc::Status BillingService::ListBillReversals(grpc::ServerContext* call, const v1::ListBillReversalsRequest* request,
                                               v1::ListBillReversalsResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto reversals = list_reversals(context_, caller);
        if (!reversals) return reversals.refusal();
        for (const BillReversal& reversal : *reversals)
            *response->add_reversals() = to_proto(reversal);
        return Done{};
    });
}

grpc::Status BillingService::ApproveBillReversal(grpc::ServerContext* call,
                                                 const v1::ApproveBillReversalRequest* request,
                                                 v1::BillReversal* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto reversal = approve_reversal(context_, caller, request->reversal_id());
        if (!reversal) return reversal.refusal();
        *response = to_proto(*reversal);
        return Done{};
    });
}

grpc::Status BillingService::DeclineBillReversal(grpc::ServerContext* call,
                                                 const v1::DeclineBillReversalRequest* request,
                                                 v1::BillReversal* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto reversal = decline_reversal(context_, caller, request->reversal_id());
        if (!reversal) return reversal.refusal();
        *response = to_proto(*reversal);
        return Done{};
    });
}

}  // namespace aquacis::billing
