#pragma once
// meter.readings.raw: what the gateways heard, one event a reading.

#include "cloud/metering/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::metering {

// `context` outlives the subscription.
platform::Subscription raw_readings_subscription(const Context& context);

}  // namespace aquacis::metering
