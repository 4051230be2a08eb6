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

v1::CustomerRegistered customer_registered(const Customer& customer) {
    return customer_registered(customer.id, customer.name.text(), customer.cfdi_use);
}

}  // namespace aquacis::customers
