#include "cloud/customers/wire/published_customer_updated.hpp"

#include "aquacis/customers/v1/customers.pb.h"

namespace aquacis::customers {

platform::Event customer_updated(const UpdatedCustomer& updated, platform::EventOrigin origin) {
    v1::CustomerUpdated message;
    message.set_customer_id(updated.customer.id.to_string());
    message.set_name(updated.customer.name.text());
    message.set_cfdi_use(updated.customer.cfdi_use);
    message.set_version(updated.version);
    for (const std::string& field : updated.changed_fields)
        message.add_changed_fields(field);
    platform::Event event = platform::make_event(message, std::move(origin));
    event.version = updated.version;
    return event;
}

}  // namespace aquacis::customers
