#pragma once
// The operations of tills that this context decides on, and what tills ask of it before they go offline.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/operations/operations.hpp"

namespace aquacis::payments {

platform::Operations make_operations(const Context& context);

}  // namespace aquacis::payments
