#pragma once
// invoice.generated makes a debt.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::Subscription invoice_generated_subscription(const Context& context);

}  // namespace aquacis::payments
