#pragma once
// What the context hears: contract.created names an account, invoice.generated is a debt.

#include "cloud/payments/service/context.hpp"
#include "cloud/platform/module.hpp"

namespace aquacis::payments {

platform::Subscription contract_created_subscription();
platform::Subscription invoice_generated_subscription(const Context& context);

}  // namespace aquacis::payments
