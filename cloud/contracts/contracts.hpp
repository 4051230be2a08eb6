#pragma once
// What was agreed with whom: the context that aquacisd registers.

#include "cloud/platform/host/module.hpp"

namespace aquacis::contracts {

platform::ModuleDescriptor module();

}  // namespace aquacis::contracts
