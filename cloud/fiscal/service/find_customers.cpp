#include "cloud/fiscal/service/find_customers.hpp"

#include <set>

#include "aquacis/customers/v1/customers.grpc.pb.h"
#include "cloud/fiscal/wire/convert.hpp"

namespace aquacis::fiscal {
namespace {

constexpr std::chrono::seconds customers_deadline{10};

}  // namespace

Result<std::map<CustomerId, CustomerCard>> find_customers(const Context& context, const CustomersQuestion& question) {
    customers::v1::GetCustomersRequest request;
    request.set_purpose(question.purpose);
    for (const CustomerId& id : std::set<CustomerId>(question.ids.begin(), question.ids.end()))
        request.add_customer_ids(id.to_string());
    const auto stub = customers::v1::Customers::NewStub(context.channels.to("customers"));
    const auto call = context.channels.call({"fiscal", question.administration, ""}, customers_deadline);
    customers::v1::GetCustomersResponse response;
    const grpc::Status status = stub->GetCustomers(call.get(), request, &response);
    if (!status.ok()) return platform::refusal_of(status);
    std::map<CustomerId, CustomerCard> found;
    for (const auto& customer : response.customers())
        if (const auto id = CustomerId::parse(customer.customer_id()))
            found[*id] = {from_proto(customer), customer.address_line()};
    return found;
}

}  // namespace aquacis::fiscal
