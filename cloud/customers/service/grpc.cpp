#include "cloud/customers/service/grpc.hpp"

#include "cloud/customers/service/find_customers.hpp"
#include "cloud/customers/service/get_customer_by_contract.hpp"
#include "cloud/customers/service/get_customers.hpp"
#include "cloud/customers/service/register_customers.hpp"
#include "cloud/customers/wire/convert.hpp"

namespace aquacis::customers {

using platform::Caller;

grpc::Status CustomersService::RegisterCustomers(grpc::ServerContext* call, const v1::RegisterCustomersRequest* request,
                                                 v1::RegisterCustomersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        std::vector<CustomerDraft> drafts;
        for (const auto& customer : request->customers())
            drafts.push_back(from_proto(customer));
        const auto done = register_customers(context_, caller, drafts);
        if (!done) return done.refusal();
        response->set_registered(done->registered);
        for (const auto& warning : done->warnings)
            *response->add_warnings() = to_proto(warning);
        return Done{};
    });
}

grpc::Status CustomersService::GetCustomerByContract(grpc::ServerContext* call,
                                                     const v1::GetCustomerByContractRequest* request,
                                                     v1::Customer* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto customer = get_customer_by_contract(context_, caller, request->contract_number());
        if (!customer) return customer.refusal();
        *response = to_proto(*customer);
        return Done{};
    });
}

grpc::Status CustomersService::GetCustomers(grpc::ServerContext* call, const v1::GetCustomersRequest* request,
                                            v1::GetCustomersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const CustomersQuestion question{{request->customer_ids().begin(), request->customer_ids().end()},
                                         request->purpose()};
        const auto customers = get_customers(context_, caller, question);
        if (!customers) return customers.refusal();
        for (const Customer& customer : *customers)
            *response->add_customers() = to_proto(customer);
        return Done{};
    });
}

grpc::Status CustomersService::FindCustomers(grpc::ServerContext* call, const v1::FindCustomersRequest* request,
                                             v1::FindCustomersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto customers =
            find_customers(context_, caller, {request->field(), request->value(), request->purpose()});
        if (!customers) return customers.refusal();
        for (const Customer& customer : *customers)
            *response->add_customers() = to_proto(customer);
        return Done{};
    });
}

}  // namespace aquacis::customers
