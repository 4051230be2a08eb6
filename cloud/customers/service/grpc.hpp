#pragma once
// The context's gRPC service: who may, then the use case, then the answer.

#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

class CustomersService final : public v1::Customers::Service {
public:
    CustomersService(const Context& context, const platform::Guard& guard) : context_(context), guard_(guard) {}

    grpc::Status RegisterCustomers(grpc::ServerContext* call, const v1::RegisterCustomersRequest* request,
                                   v1::RegisterCustomersResponse* response) override;
    grpc::Status GetCustomerByContract(grpc::ServerContext* call, const v1::GetCustomerByContractRequest* request,
                                       v1::Customer* response) override;
    grpc::Status GetCustomers(grpc::ServerContext* call, const v1::GetCustomersRequest* request,
                              v1::GetCustomersResponse* response) override;
    grpc::Status FindCustomers(grpc::ServerContext* call, const v1::FindCustomersRequest* request,
                               v1::FindCustomersResponse* response) override;
    grpc::Status UpdateCustomer(grpc::ServerContext* call, const v1::UpdateCustomerRequest* request,
                                v1::UpdateCustomerResponse* response) override;
    grpc::Status GetCustomerHistory(grpc::ServerContext* call, const v1::GetCustomerHistoryRequest* request,
                                    v1::GetCustomerHistoryResponse* response) override;
    grpc::Status ListAccesses(grpc::ServerContext* call, const v1::ListAccessesRequest* request,
                              v1::ListAccessesResponse* response) override;

private:
    const Context& context_;
    const platform::Guard& guard_;
};

}  // namespace aquacis::customers
