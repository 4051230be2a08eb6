#include "cloud/fiscal/service/find_customers.hpp"

#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::chrono::seconds customers_deadline{10};

}  // namespace

Result<CustomersFound> find_customers(const Context& context, const CustomersQuestion& question) {
    customers::v1::GetCustomersRequest request;
    request.set_purpose(question.purpose);
    for (const CustomerId& id : std::set<CustomerId>(question.ids.begin(), question.ids.end()))
        request.add_customer_ids(id.to_string());
    const auto stub = customers::v1::Customers::NewStub(context.channels.to("customers"));
    const auto call = context.channels.call(question.asker, customers_deadline);
    customers::v1::GetCustomersResponse response;
    const grpc::Status status = stub->GetCustomers(call.get(), request, &response);
    if (!status.ok()) return platform::refusal_of(status);
    CustomersFound found;
    for (const auto& customer : response.customers())
        if (const auto id = CustomerId::parse(customer.customer_id()))
            found.cards[*id] = {from_proto(customer), customer.address_line()};
    for (const auto& text : response.unreadable_ids())
        if (const auto id = CustomerId::parse(text)) found.unreadable.insert(*id);
    return found;
}

}  // namespace aquacis::fiscal
