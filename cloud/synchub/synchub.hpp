#pragma once
// The server end of sync, as aquacisd registers it.

#include "cloud/platform/host/module.hpp"

namespace aquacis::synchub {

platform::ModuleDescriptor module();

}  // namespace aquacis::synchub
