#include "cloud/metering/wire/published_meter_removed.hpp"

#include "aquacis/metering/v1/metering.pb.h"

namespace aquacis::metering {

platform::Event meter_removed(const Meter& meter, const Removal& removal, const platform::Caller& caller,
                              const Uuid& event_id, Instant now) {
    v1::MeterRemoved message;
    message.set_meter_id(meter.id.to_string());
    message.set_contract_id(meter.contract.to_string());
    message.set_removed_on(to_iso(removal.on));
    message.set_final_litres(removal.final.litres());
    message.set_reason(removal.reason);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "metering",
                                          .aggregate_type = "meter",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::metering
