#include "cloud/customers/service/grpc.hpp"

#include "cloud/customers/service/find_customers.hpp"
#include "cloud/customers/service/get_customer_by_contract.hpp"
#include "cloud/customers/service/get_customer_history.hpp"
#include "cloud/customers/service/get_customers.hpp"
#include "cloud/customers/service/register_customers.hpp"
#include "cloud/customers/service/update_customer.hpp"
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
        *response = to_proto(customer->customer, customer->version);
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
        for (const VersionedCustomer& each : customers->customers)
            *response->add_customers() = to_proto(each.customer, each.version);
        for (const CustomerId& id : customers->unreadable)
            response->add_unreadable_ids(id.to_string());
        return Done{};
    });
}

grpc::Status CustomersService::FindCustomers(grpc::ServerContext* call, const v1::FindCustomersRequest* request,
                                             v1::FindCustomersResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto customers =
            find_customers(context_, caller, {request->field(), request->value(), request->purpose()});
        if (!customers) return customers.refusal();
        for (const VersionedCustomer& each : customers->customers)
            *response->add_customers() = to_proto(each.customer, each.version);
        return Done{};
    });
}

grpc::Status CustomersService::UpdateCustomer(grpc::ServerContext* call, const v1::UpdateCustomerRequest* request,
                                              v1::UpdateCustomerResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        Correction correction{from_proto(request->customer()), request->expected_version(), request->reason()};
        if (auto named = name_customer(request->customer_id(), correction.draft); !named) return named.refusal();
        const auto done = update_customer(context_, caller, correction);
        if (!done) return done.refusal();
        response->set_version(done->version);
        for (const auto& warning : done->warnings)
            *response->add_warnings() = to_proto(warning);
        return Done{};
    });
}

grpc::Status CustomersService::GetCustomerHistory(grpc::ServerContext* call,
                                                  const v1::GetCustomerHistoryRequest* request,
                                                  v1::GetCustomerHistoryResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto history = get_customer_history(context_, caller, {request->customer_id(), request->purpose()});
        if (!history) return history.refusal();
        for (const ReplacedContent& each : *history) {
            auto* replaced = response->add_replaced();
            if (!replaced->mutable_customer()->ParseFromString(each.content))
                throw std::runtime_error("a customer's history cannot be read");
            replaced->set_replaced_by(each.by);
            replaced->set_reason(each.reason);
            replaced->set_replaced_at_us(to_microseconds(each.at));
        }
        return Done{};
    });
}

grpc::Status CustomersService::ListAccesses(grpc::ServerContext* call, const v1::ListAccessesRequest* request,
                                            v1::ListAccessesResponse* response) {
    return guard_.answer(*call, *request, [&](const Caller& caller) -> Result<> {
        const auto page = platform::list_accesses(
            context_.database, caller,
            {request->customer_id(), request->subject(), request->page_size(), request->page_token()});
        if (!page) return page.refusal();
        for (const platform::LoggedAccess& access : page->accesses)
            *response->add_accesses() = to_proto(access);
        response->set_next_page_token(page->next_page_token);
        return Done{};
    });
}

}  // namespace aquacis::customers
