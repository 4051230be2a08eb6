#pragma once
// contract.created tells this context who holds which contract.

#include "cloud/platform/host/module.hpp"

namespace aquacis::customers {

platform::Subscription contract_created_subscription();

}  // namespace aquacis::customers
