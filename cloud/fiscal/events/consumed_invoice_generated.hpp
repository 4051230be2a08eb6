#pragma once
// invoice.generated: each bill will have its tax document.

#include "cloud/fiscal/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::fiscal {

platform::Subscription invoice_generated_subscription(const Context& context);

}  // namespace aquacis::fiscal
