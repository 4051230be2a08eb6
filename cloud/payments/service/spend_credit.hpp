#pragma once
// Credit that waits in an account pays that account's debts, oldest first.

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

// The accounts are locked by the caller, and announced by it afterwards.
void spend_waiting_credit(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts);

}  // namespace aquacis::payments
