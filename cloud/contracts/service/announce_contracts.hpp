#pragma once
// The register's contracts, told again by contract.created.

#include "cloud/contracts/service/context.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::contracts {

platform::Announcement contracts_announced(const Context& context);

}  // namespace aquacis::contracts
