#pragma once
// meter.removed: the meter hangs there no more, and what it showed at last.

#include "cloud/metering/domain/meter.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {

platform::Event meter_removed(const Meter& meter, const Removal& removal, const platform::Caller& caller,
                              const Uuid& event_id, Instant now);

}  // namespace aquacis::metering
