#include "cloud/metering/wire/published_meter_installed.hpp"

#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

platform::Event meter_installed(const Meter& meter, const platform::Caller& caller, const Uuid& event_id, Instant now) {
    v1::MeterInstalled message;
    message.set_meter_id(meter.id.to_string());
    *message.mutable_meter() = to_proto(meter);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "metering",
                                          .aggregate_type = "meter",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::metering
