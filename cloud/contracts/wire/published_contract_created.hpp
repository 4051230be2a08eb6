#pragma once
// contract.created: the whole contract; billing, metering and customers keep what they need of it.

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::contracts {

platform::Event contract_created(const Contract& contract, const platform::Caller& caller, const Uuid& event_id,
                                 Instant now);

}  // namespace aquacis::contracts
