#pragma once
// What an account's change tells the others, in the transaction that made it.

#include <span>

#include "base/id.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::payments {

using platform::Cause;

// Each account one version up, told as it now stands. Contracts without an account are left out.
void announce_accounts(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts);

}  // namespace aquacis::payments
