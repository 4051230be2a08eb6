#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/payments/v1/payments.grpc.pb.h"
#include "cloud/payments/domain/money_request.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

class PaymentsService final : public v1::Payments::Service {
public:
    PaymentsService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}

    grpc::Status RegisterPayment(grpc::ServerContext* call, const v1::RegisterPaymentRequest* request,
                                 v1::Payment* response) override;
    grpc::Status GetAccount(grpc::ServerContext* call, const v1::GetAccountRequest* request,
                            v1::Account* response) override;
    grpc::Status Apply(grpc::ServerContext* call, const v1::ApplyRequest* request,
                       sync::v1::Outcome* response) override;
    grpc::Status RegisterCashiers(grpc::ServerContext* call, const v1::RegisterCashiersRequest* request,
                                  v1::RegisterCashiersResponse* response) override;
    grpc::Status DeactivateCashier(grpc::ServerContext* call, const v1::DeactivateCashierRequest* request,
                                   v1::DeactivateCashierResponse* response) override;
    grpc::Status ListCashiers(grpc::ServerContext* call, const v1::ListCashiersRequest* request,
                              v1::ListCashiersResponse* response) override;
    grpc::Status GrantFolios(grpc::ServerContext* call, const v1::GrantFoliosRequest* request,
                             v1::FolioRange* response) override;
    grpc::Status MoveSeries(grpc::ServerContext* call, const v1::MoveSeriesRequest* request,
                            v1::MoveSeriesResponse* response) override;
    grpc::Status ListSuspense(grpc::ServerContext* call, const v1::ListSuspenseRequest* request,
                              v1::ListSuspenseResponse* response) override;
    grpc::Status AssignSuspense(grpc::ServerContext* call, const v1::AssignSuspenseRequest* request,
                                v1::MoneyRequest* response) override;
    grpc::Status ReturnSuspense(grpc::ServerContext* call, const v1::ReturnSuspenseRequest* request,
                                v1::MoneyRequest* response) override;
    grpc::Status CancelPayment(grpc::ServerContext* call, const v1::CancelPaymentRequest* request,
                               v1::MoneyRequest* response) override;
    grpc::Status ListMoneyRequests(grpc::ServerContext* call, const v1::ListMoneyRequestsRequest* request,
                                   v1::ListMoneyRequestsResponse* response) override;
    grpc::Status ApproveMoneyRequest(grpc::ServerContext* call, const v1::ApproveMoneyRequestRequest* request,
                                     v1::MoneyRequest* response) override;
    grpc::Status DeclineMoneyRequest(grpc::ServerContext* call, const v1::DeclineMoneyRequestRequest* request,
                                     v1::MoneyRequest* response) override;

private:
    grpc::Status ask(const grpc::ServerContext& call, const google::protobuf::Message& request, const MoneyWish& wish,
                     v1::MoneyRequest& response) const;

    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::payments
