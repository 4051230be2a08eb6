#pragma once
// Payments: who owes what, who paid, and where each peso went.

#include "cloud/platform/module.hpp"

namespace aquacis::payments {

platform::ModuleDescriptor module();

}  // namespace aquacis::payments
