#include "cloud/aquacisctl/register_to_proto.hpp"

namespace aquacis::aquacisctl {

customers::v1::Customer to_proto(const customers::CustomerDraft& draft) {
    customers::v1::Customer message;
    message.set_customer_id(draft.customer_id);
    message.set_name(draft.name);
    message.set_rfc(draft.rfc);
    message.set_tax_name(draft.tax_name);
    message.set_tax_regime(draft.tax_regime);
    message.set_tax_postal_code(draft.tax_postal_code);
    message.set_cfdi_use(draft.cfdi_use);
    message.set_email(draft.email);
    message.set_phone(draft.phone);
    message.set_address_line(draft.address_line);
    message.set_curp(draft.curp);
    return message;
}

contracts::v1::Contract to_proto(const contracts::ContractDraft& draft) {
    contracts::v1::Contract message;
    message.set_contract_id(draft.contract_id);
    message.set_number(draft.number);
    message.set_customer_id(draft.customer_id);
    auto& point = *message.mutable_service_point();
    point.set_service_point_id(draft.service_point_id);
    point.set_street(draft.street);
    point.set_street_number(draft.street_number);
    point.set_settlement(draft.settlement);
    point.set_municipality(draft.municipality);
    point.set_postal_code(draft.postal_code);
    point.set_zone_id(draft.zone_id);
    message.set_use_class(static_cast<contracts::v1::UseClass>(draft.use_class));
    message.set_tariff_code(draft.tariff_code);
    message.set_start_date(draft.start_date);
    message.set_state(draft.state);
    return message;
}

metering::v1::Meter to_proto(const metering::MeterDraft& draft) {
    metering::v1::Meter message;
    message.set_meter_id(draft.meter_id);
    message.set_manufacturer(draft.identity.manufacturer);
    message.set_serial(draft.identity.serial);
    message.set_version(draft.identity.version);
    message.set_device_type(draft.identity.device_type);
    message.set_contract_id(draft.contract_id);
    message.set_zone_id(draft.zone_id);
    message.set_installed_on(draft.installed_on);
    message.set_initial_litres(draft.initial_litres);
    message.set_permanent_flow_litres_h(draft.permanent_flow_litres_h);
    return message;
}

}  // namespace aquacis::aquacisctl
