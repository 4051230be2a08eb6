#pragma once
// How many operations wait, for their context or for a person, in each administration.

#include "base/time.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::synchub {

platform::Gauges waiting_gauges(platform::Pool& database, const Clock& clock);

}  // namespace aquacis::synchub
