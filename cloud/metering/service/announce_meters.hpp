#pragma once
// The meters that hang, told again by meter.installed.

#include "cloud/metering/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::metering {

platform::Announcement meters_announced(const Context& context);

}  // namespace aquacis::metering
