#pragma once
// Billing: rates what was measured, issues bills as events, and says why each line is what it is.

#include "cloud/platform/host/module.hpp"

namespace aquacis::billing {

// Settings: billing.number_prefix ("QRO"), and billing.number_prefix_<administration> where several share a process. No
// two may be equal, and the first administration that bills with a prefix keeps it.
platform::ModuleDescriptor module();

}  // namespace aquacis::billing
