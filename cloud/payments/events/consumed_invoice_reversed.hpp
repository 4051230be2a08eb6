#pragma once
// invoice.reversed takes the debt back; what was paid for it is credit.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::Subscription invoice_reversed_subscription(const Context& context);

}  // namespace aquacis::payments
