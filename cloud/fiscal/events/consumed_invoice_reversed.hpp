#pragma once
// What a bill's reversal does to its tax document.

#include "cloud/fiscal/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::fiscal {

platform::Subscription invoice_reversed_subscription(const Context& context);

}  // namespace aquacis::fiscal
