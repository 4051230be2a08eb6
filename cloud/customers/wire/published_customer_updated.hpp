#pragma once
// customer.updated: what a copy elsewhere has to know. The rest stays in the context.

#include <string>
#include <vector>

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/customers/domain/customer.hpp"

namespace aquacis::customers {

struct UpdatedCustomer {
    const Customer& customer;
    std::uint32_t version = 0;
    const std::vector<std::string>& changed_fields;
};

v1::CustomerUpdated customer_updated(const UpdatedCustomer& updated);

}  // namespace aquacis::customers
