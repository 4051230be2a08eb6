#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/contracts/v1/contracts.grpc.pb.h"
#include "cloud/contracts/service/context.hpp"

namespace aquacis::contracts {

class ContractsService final : public v1::Contracts::Service {
public:
    ContractsService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}

    grpc::Status RegisterContracts(grpc::ServerContext* call, const v1::RegisterContractsRequest* request,
                                   v1::RegisterContractsResponse* response) override;
    grpc::Status GetContract(grpc::ServerContext* call, const v1::GetContractRequest* request,
                             v1::Contract* response) override;
    grpc::Status ListContracts(grpc::ServerContext* call, const v1::ListContractsRequest* request,
                               v1::ListContractsResponse* response) override;

private:
    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::contracts
