#pragma once
// contract.created tells billing whom it bills, as what use and by which tariff.

#include "cloud/platform/host/module.hpp"

namespace aquacis::billing {

platform::Subscription contract_created_subscription();

}  // namespace aquacis::billing
