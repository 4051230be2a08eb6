#pragma once
// customer.updated: what a copy elsewhere has to know. The rest stays in the context.

#include <string>
#include <vector>

#include "cloud/customers/domain/customer.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::customers {

struct UpdatedCustomer {
    const Customer& customer;
    std::uint32_t version = 0;
    const std::vector<std::string>& changed_fields;
};

platform::Event customer_updated(const UpdatedCustomer& updated, platform::EventOrigin origin);

}  // namespace aquacis::customers
