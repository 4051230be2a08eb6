#pragma once
// customer.created: what a cashier's search needs. The rest stays in the context.

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/customers/domain/customer.hpp"

namespace aquacis::customers {

v1::CustomerRegistered customer_registered(const CustomerId& customer, const std::string& name,
                                           const std::string& cfdi_use);
v1::CustomerRegistered customer_registered(const Customer& customer);

}  // namespace aquacis::customers
