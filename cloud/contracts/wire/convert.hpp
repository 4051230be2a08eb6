#pragma once
// Between the wire and the domain.

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/contracts/domain/contract.hpp"

namespace aquacis::contracts {

ContractDraft from_proto(const v1::Contract& message);
v1::Contract to_proto(const Contract& contract);

}  // namespace aquacis::contracts
