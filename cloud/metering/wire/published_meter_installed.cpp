#include "cloud/metering/wire/published_meter_installed.hpp"

#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

v1::MeterInstalled meter_installed(const Meter& meter) {
    v1::MeterInstalled message;
    message.set_meter_id(meter.id.to_string());
    *message.mutable_meter() = to_proto(meter);
    return message;
}

}  // namespace aquacis::metering
