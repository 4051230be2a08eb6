#include "cloud/metering/wire/published_meter_removed.hpp"

namespace aquacis::metering {

v1::MeterRemoved meter_removed(const Meter& meter, const Removal& removal) {
    v1::MeterRemoved message;
    message.set_meter_id(meter.id.to_string());
    message.set_contract_id(meter.contract.to_string());
    message.set_removed_on(to_iso(removal.on));
    message.set_final_litres(removal.final.litres());
    message.set_reason(removal.reason);
    return message;
}

}  // namespace aquacis::metering
