#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/billing/v1/billing.grpc.pb.h"
#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

class BillingService final : public v1::Billing::Service {
public:
    BillingService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}

    grpc::Status PublishTariff(grpc::ServerContext* call, const v1::PublishTariffRequest* request,
                               v1::PublishTariffResponse* response) override;
    grpc::Status GetTariff(grpc::ServerContext* call, const v1::GetTariffRequest* request,
                           v1::PublishedTariff* response) override;
    grpc::Status StartRun(grpc::ServerContext* call, const v1::StartRunRequest* request, v1::Run* response) override;
    grpc::Status GetRun(grpc::ServerContext* call, const v1::GetRunRequest* request, v1::Run* response) override;
    grpc::Status CancelRun(grpc::ServerContext* call, const v1::CancelRunRequest* request, v1::Run* response) override;
    grpc::Status RetryRun(grpc::ServerContext* call, const v1::RetryRunRequest* request, v1::Run* response) override;
    grpc::Status ListInvoicesOfContract(grpc::ServerContext* call, const v1::ListInvoicesOfContractRequest* request,
                                        v1::ListInvoicesResponse* response) override;
    grpc::Status GetInvoice(grpc::ServerContext* call, const v1::GetInvoiceRequest* request,
                            v1::Invoice* response) override;
    grpc::Status ReverseBill(grpc::ServerContext* call, const v1::ReverseBillRequest* request,
                             v1::BillReversal* response) override;
    grpc::Status ListBillReversals(grpc::ServerContext* call, const v1::ListBillReversalsRequest* request,
                                   v1::ListBillReversalsResponse* response) override;
    grpc::Status ApproveBillReversal(grpc::ServerContext* call, const v1::ApproveBillReversalRequest* request,
                                     v1::BillReversal* response) override;
    grpc::Status DeclineBillReversal(grpc::ServerContext* call, const v1::DeclineBillReversalRequest* request,
                                     v1::BillReversal* response) override;

private:
    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::billing
