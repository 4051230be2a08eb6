#pragma once
// Who owes, who paid, and where each peso went: the context that aquacisd registers.

#include "cloud/platform/module.hpp"

namespace aquacis::payments {

platform::ModuleDescriptor module();

}  // namespace aquacis::payments
