#pragma once
// contract.created: the whole contract; billing, metering and customers keep what they need of it.

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/contracts/domain/contract.hpp"

namespace aquacis::contracts {

v1::ContractCreated contract_created(const Contract& contract);

}  // namespace aquacis::contracts
