#pragma once
// Puts contracts and their service points in the register. The contract's id is the idempotency key: the same content
// again changes nothing.

#include <span>

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/contracts/service/context.hpp"

namespace aquacis::contracts {

// How many were new.
Result<int> register_contracts(const Context& context, const platform::Caller& caller,
                               std::span<const ContractDraft> drafts);

}  // namespace aquacis::contracts
