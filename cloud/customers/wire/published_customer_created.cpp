#include "cloud/customers/wire/published_customer_created.hpp"

namespace aquacis::customers {

v1::CustomerRegistered customer_registered(const CustomerId& customer, const std::string& name,
                                           const std::string& cfdi_use) {
    v1::CustomerRegistered message;
    message.set_customer_id(customer.to_string());
    message.set_name(name);
    message.set_cfdi_use(cfdi_use);
    return message;
}

platform::Event customer_registered(const Customer& customer, const platform::Caller& caller, const Uuid& event_id,
                                    Instant now) {
    const auto message = customer_registered(customer.id, customer.name.text(), customer.cfdi_use);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "customers",
                                          .aggregate_type = "customer",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::customers
