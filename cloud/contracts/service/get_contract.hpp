#pragma once
// One contract by its number.

#include <string>

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/contracts/service/context.hpp"

namespace aquacis::contracts {

Result<Contract> get_contract(const Context& context, const platform::Caller& caller,
                              const std::string& contract_number);

}  // namespace aquacis::contracts
