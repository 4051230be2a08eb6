#include "cloud/customers/wire/published_customer_updated.hpp"

namespace aquacis::customers {

v1::CustomerUpdated customer_updated(const UpdatedCustomer& updated) {
    v1::CustomerUpdated message;
    message.set_customer_id(updated.customer.id.to_string());
    message.set_name(updated.customer.name.text());
    message.set_cfdi_use(updated.customer.cfdi_use);
    message.set_version(updated.version);
    for (const std::string& field : updated.changed_fields)
        message.add_changed_fields(field);
    return message;
}

}  // namespace aquacis::customers
