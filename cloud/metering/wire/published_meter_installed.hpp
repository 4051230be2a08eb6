#pragma once
// meter.installed: which meter now hangs at which contract.

#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/meter.hpp"

namespace aquacis::metering {

v1::MeterInstalled meter_installed(const Meter& meter);

}  // namespace aquacis::metering
