#include "cloud/customers/wire/published_customer_created.hpp"

namespace aquacis::customers {

v1::CustomerRegistered customer_registered(const Customer& customer) {
    v1::CustomerRegistered message;
    message.set_customer_id(customer.id.to_string());
    message.set_name(customer.name.text());
    message.set_cfdi_use(customer.cfdi_use);
    return message;
}

}  // namespace aquacis::customers
