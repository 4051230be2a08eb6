#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/fiscal/v1/fiscal.grpc.pb.h"
#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

class FiscalService final : public v1::Fiscal::Service {
public:
    FiscalService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}
    grpc::Status GetCfdi(grpc::ServerContext* call, const v1::GetCfdiRequest* request, v1::Cfdi* response) override;
    grpc::Status GetInvoicePdf(grpc::ServerContext* call, const v1::GetInvoicePdfRequest* request,
                               v1::InvoicePdf* response) override;
    grpc::Status GetProgress(grpc::ServerContext* call, const v1::GetProgressRequest* request,
                             v1::Progress* response) override;
    grpc::Status GetCfdiStanding(grpc::ServerContext* call, const v1::GetCfdiStandingRequest* request,
                                 v1::CfdiStanding* response) override;
    grpc::Status ListCfdis(grpc::ServerContext* call, const v1::ListCfdisRequest* request,
                           v1::ListCfdisResponse* response) override;
    grpc::Status RetryCfdis(grpc::ServerContext* call, const v1::RetryCfdisRequest* request,
                            v1::RetryCfdisResponse* response) override;
    grpc::Status ListAccesses(grpc::ServerContext* call, const v1::ListAccessesRequest* request,
                              v1::ListAccessesResponse* response) override;

private:
    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::fiscal
