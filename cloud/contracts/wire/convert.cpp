#include "cloud/contracts/wire/convert.hpp"

namespace aquacis::contracts {

ContractDraft from_proto(const v1::Contract& message) {
    const v1::ServicePoint& point = message.service_point();
    return {.contract_id = message.contract_id(),
            .number = message.number(),
            .customer_id = message.customer_id(),
            .service_point_id = point.service_point_id(),
            .street = point.street(),
            .street_number = point.street_number(),
            .settlement = point.settlement(),
            .municipality = point.municipality(),
            .postal_code = point.postal_code(),
            .zone_id = point.zone_id(),
            .use_class = static_cast<int>(message.use_class()),
            .tariff_code = message.tariff_code(),
            .start_date = message.start_date(),
            .state = message.state(),
            .end_date = message.end_date()};
}

v1::Contract to_proto(const Contract& contract) {
    v1::Contract message;
    message.set_contract_id(contract.id.to_string());
    message.set_number(contract.number.text());
    message.set_customer_id(contract.customer.to_string());
    v1::ServicePoint& point = *message.mutable_service_point();
    point.set_service_point_id(contract.service_point.id.to_string());
    point.set_street(contract.service_point.street);
    point.set_street_number(contract.service_point.street_number);
    point.set_settlement(contract.service_point.settlement);
    point.set_municipality(contract.service_point.municipality);
    point.set_postal_code(contract.service_point.postal_code);
    point.set_zone_id(contract.service_point.zone);
    message.set_use_class(static_cast<v1::UseClass>(contract.use_class));
    message.set_tariff_code(contract.tariff_code);
    message.set_start_date(to_iso(contract.start));
    message.set_state(std::string(to_text(contract.state)));
    if (contract.end) message.set_end_date(to_iso(*contract.end));
    return message;
}

}  // namespace aquacis::contracts
