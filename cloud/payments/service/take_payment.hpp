#pragma once
// A payment that a till took, perhaps days ago and without a link. The customer has the receipt: the money is recorded whatever
// else is wrong, and what is wrong is said.

#include "cloud/payments/domain/till.hpp"
#include "cloud/payments/events/publish.hpp"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Outcome take_payment(const Context& context, platform::Transaction& tx, const TillPayment& till, const Cause& cause);

}  // namespace aquacis::payments
