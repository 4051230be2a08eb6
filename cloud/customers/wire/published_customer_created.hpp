#pragma once
// customer.created: what a cashier's search needs. The rest stays in the context.

#include "cloud/customers/domain/customer.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::customers {

platform::Event customer_registered(const Customer& customer, const platform::Caller& caller, const Uuid& event_id,
                                    Instant now);

}  // namespace aquacis::customers
