#pragma once
// The holder of a contract. The read is logged before the data leaves.

#include <string>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

Result<VersionedCustomer> get_customer_by_contract(const Context& context, const platform::Caller& caller,
                                                   const std::string& contract_number);

}  // namespace aquacis::customers
