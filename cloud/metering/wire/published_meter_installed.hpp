#pragma once
// meter.installed: which meter now hangs at which contract.

#include "cloud/metering/domain/meter.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {

platform::Event meter_installed(const Meter& meter, const platform::Caller& caller, const Uuid& event_id, Instant now);

}  // namespace aquacis::metering
