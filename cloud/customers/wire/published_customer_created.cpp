#include "cloud/customers/wire/published_customer_created.hpp"

#include "aquacis/customers/v1/customers.pb.h"

namespace aquacis::customers {

platform::Event customer_registered(const Customer& customer, const platform::Caller& caller, const Uuid& event_id,
                                    Instant now) {
    v1::CustomerRegistered message;
    message.set_customer_id(customer.id.to_string());
    message.set_name(customer.name.text());
    message.set_cfdi_use(customer.cfdi_use);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "customers",
                                          .aggregate_type = "customer",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::customers
