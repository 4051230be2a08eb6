#pragma once
// Customers by an exact personal value: the blind index finds it without opening a row.

#include <string>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct CustomerSearch {
    std::string field;  // rfc | curp | email | phone
    std::string value;  // as typed; it is normalized as at registration
    std::string purpose;
};

// At most 100, by rising id.
Result<FoundCustomers> find_customers(const Context& context, const platform::Caller& caller,
                                      const CustomerSearch& search);

}  // namespace aquacis::customers
