#pragma once
// Puts customers in the register. The customer's id is the idempotency key: the same content again changes nothing.

#include <span>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct CustomerWarning {
    CustomerId customer;
    Warning warning;
};

struct RegisteredCustomers {
    int registered = 0;  // new ones
    std::vector<CustomerWarning> warnings;
};

Result<RegisteredCustomers> register_customers(const Context& context, const platform::Caller& caller,
                                               std::span<const CustomerDraft> drafts);

}  // namespace aquacis::customers
