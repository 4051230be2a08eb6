#pragma once
// What reversed bills do to accounts: the debts are owed no more, and what was paid for them is credit, which pays what
// else is owed. Whether the debts are known yet or not.

#include <span>

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

struct ReversedBill {
    Withdrawal withdrawal;
    std::string contract_number;
};

void withdraw_debts(platform::Transaction& tx, const Cause& cause, std::span<const ReversedBill> bills);

}  // namespace aquacis::payments
