#pragma once
// contract.created opens an account, so that an advance can be paid before the first bill.

#include "cloud/platform/host/module.hpp"

namespace aquacis::payments {

platform::Subscription contract_created_subscription();

}  // namespace aquacis::payments
