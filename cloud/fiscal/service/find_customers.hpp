#pragma once
// Customers' tax data, asked of the context that keeps them. Each read is logged there with its purpose.

#include <map>
#include <span>
#include <string>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

struct CustomerCard {
    Taxpayer taxpayer;
    std::string address_line;
};

struct CustomersQuestion {
    AdministrationId administration;
    std::span<const CustomerId> ids;  // at most most_customers different ones
    std::string purpose;              // "cfdi", "bill"
};

// One that does not exist is missing in the answer. Refused when customers cannot be asked now.
Result<std::map<CustomerId, CustomerCard>> find_customers(const Context& context, const CustomersQuestion& question);

}  // namespace aquacis::fiscal
