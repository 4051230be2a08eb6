#pragma once
// meter.removed: the meter hangs there no more, and what it showed at last.

#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/meter.hpp"

namespace aquacis::metering {

v1::MeterRemoved meter_removed(const Meter& meter, const Removal& removal);

}  // namespace aquacis::metering
