#pragma once
// Customers by id, for the contexts that print a name. Who asks says why, and both are logged for each customer.

#include <span>
#include <string>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct CustomersQuestion {
    std::vector<std::string> customer_ids;  // at most max_batch; unknown ones are left out of the answer
    std::string purpose;                    // "cfdi", "node feed"
};

Result<FoundCustomers> get_customers(const Context& context, const platform::Caller& caller,
                                     const CustomersQuestion& question);

// What both kinds of question owe the access log: 1 to 120 characters.
Result<> check_purpose(const std::string& purpose);

}  // namespace aquacis::customers
