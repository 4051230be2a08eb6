#pragma once
// Credit that waits in an account pays that account's debts, oldest first.

#include "cloud/payments/service/context.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

// The accounts are locked by the caller, and announced by it afterwards.
void spend_waiting_credit(platform::Transaction& tx, const Context& context, Instant now,
                          std::span<const ContractId> contracts);

}  // namespace aquacis::payments
