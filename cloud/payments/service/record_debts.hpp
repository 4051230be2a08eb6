#pragma once
// Invoices become debts, each once, and credit that was waiting pays them at once.

#include <span>

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/account_store.hpp"

namespace aquacis::payments {

struct Invoiced {
    Debt debt;
    std::string contract_number;
};

void record_debts(platform::Transaction& tx, const Cause& cause, std::span<const Invoiced> invoices);

}  // namespace aquacis::payments
