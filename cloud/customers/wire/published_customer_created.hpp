#pragma once
// customer.created: what a cashier's search needs. The rest stays in the context.

#include "aquacis/customers/v1/customers.pb.h"
#include "cloud/customers/domain/customer.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::customers {

v1::CustomerRegistered customer_registered(const CustomerId& customer, const std::string& name,
                                           const std::string& cfdi_use);

platform::Event customer_registered(const Customer& customer, const platform::Caller& caller, const Uuid& event_id,
                                    Instant now);

}  // namespace aquacis::customers
