#pragma once
// customer.updated: what was rejected is built anew when the tax data that it is built from was corrected.

#include "cloud/fiscal/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::fiscal {

platform::Subscription customer_updated_subscription(const Context& context);

}  // namespace aquacis::fiscal
