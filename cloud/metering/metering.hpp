#pragma once
// Which meter hangs where, what it read, and whether to believe it: the context that aquacisd registers.

#include "cloud/platform/host/module.hpp"

namespace aquacis::metering {

platform::ModuleDescriptor module();

}  // namespace aquacis::metering
