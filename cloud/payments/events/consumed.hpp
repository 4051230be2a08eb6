#pragma once
// invoice.generated makes debts; contract.created opens accounts, so that an advance can be paid before the first bill.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::Subscription invoice_generated_subscription(const Context& context);
platform::Subscription invoice_reversed_subscription(const Context& context);
platform::Subscription contract_created_subscription();

}  // namespace aquacis::payments
