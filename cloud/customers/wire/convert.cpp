#include "cloud/customers/wire/convert.hpp"

namespace aquacis::customers {

CustomerDraft from_proto(const v1::Customer& message) {
    return {.customer_id = message.customer_id(),
            .name = message.name(),
            .rfc = message.rfc(),
            .tax_name = message.tax_name(),
            .tax_regime = message.tax_regime(),
            .tax_postal_code = message.tax_postal_code(),
            .cfdi_use = message.cfdi_use(),
            .email = message.email(),
            .phone = message.phone(),
            .address_line = message.address_line(),
            .curp = message.curp()};
}

v1::Customer to_proto(const Customer& customer, std::uint32_t version) {
    v1::Customer message;
    message.set_customer_id(customer.id.to_string());
    message.set_name(customer.name.text());
    message.set_rfc(customer.rfc.text());
    message.set_tax_name(customer.tax_name);
    message.set_tax_regime(customer.tax_regime);
    message.set_tax_postal_code(customer.tax_postal_code);
    message.set_cfdi_use(customer.cfdi_use);
    if (customer.email) message.set_email(customer.email->text());
    if (customer.phone) message.set_phone(customer.phone->digits());
    message.set_address_line(customer.address_line);
    if (customer.curp) message.set_curp(customer.curp->text());
    message.set_version(version);
    return message;
}

v1::Access to_proto(const platform::LoggedAccess& logged) {
    v1::Access message;
    if (logged.read.customer) message.set_customer_id(logged.read.customer->to_string());
    message.set_subject(logged.access.subject);
    message.set_via(logged.access.via);
    message.set_purpose(logged.access.purpose);
    message.set_correlation_id(logged.access.correlation_id);
    message.set_read_at_us(to_microseconds(logged.access.at));
    return message;
}

v1::CustomerWarning to_proto(const CustomerWarning& warning) {
    v1::CustomerWarning message;
    message.set_customer_id(warning.customer.to_string());
    message.set_field(warning.warning.field);
    message.set_message(warning.warning.message);
    message.set_remedy(warning.warning.remedy);
    return message;
}

}  // namespace aquacis::customers
