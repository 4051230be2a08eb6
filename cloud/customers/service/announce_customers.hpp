#pragma once
// The customers' names, told again by customer.created.

#include "cloud/customers/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::customers {

platform::Announcement customers_announced(const Context& context);

}  // namespace aquacis::customers
