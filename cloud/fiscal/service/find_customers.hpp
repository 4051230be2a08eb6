#pragma once
// Customers' tax data, asked of the context that keeps them. Each read is logged there with its purpose.

#include <map>
#include <set>
#include <span>
#include <string>

#include "cloud/fiscal/service/context.hpp"

namespace aquacis::fiscal {

struct CustomerCard {
    Taxpayer taxpayer;
    std::string address_line;
};

struct CustomersQuestion {
    platform::ServiceIdentity asker;  // with the person that this context serves, when it serves one
    std::span<const CustomerId> ids;  // at most most_customers different ones
    std::string purpose;              // "cfdi", "bill"
};

struct CustomersFound {
    std::map<CustomerId, CustomerCard> cards;  // one that does not exist is missing
    std::set<CustomerId> unreadable;           // exist, and customers cannot open what it stored of them
};

// Refused when customers cannot be asked now.
Result<CustomersFound> find_customers(const Context& context, const CustomersQuestion& question);

}  // namespace aquacis::fiscal
