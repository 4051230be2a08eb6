#pragma once
// Puts customers in the register. The customer's id is the idempotency key: the same content again changes nothing.

#include <span>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/customers/service/context.hpp"

namespace aquacis::customers {

struct RegisteredCustomers {
    int registered = 0;  // new ones
    std::vector<CustomerWarning> warnings;
};

Result<RegisteredCustomers> register_customers(const Context& context, const platform::Caller& caller,
                                               std::span<const CustomerDraft> drafts);

// What is worth a person's look about these, as they stand in the register now.
std::vector<CustomerWarning> warnings_about_all(const Context& context, platform::Transaction& tx,
                                                std::span<const Customer> customers);

}  // namespace aquacis::customers
