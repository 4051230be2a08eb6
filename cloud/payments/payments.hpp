#pragma once
// Payments: who owes what, who paid, and where each peso went.

#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::ModuleDescriptor module();

}  // namespace aquacis::payments
