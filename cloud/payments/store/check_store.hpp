#pragma once
// The ledger checked against itself and its payments, by queries of their own (checks.sql).

#include <string>
#include <vector>

#include "base/money.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

// What is wrong, in words; empty when received = applied + credited + suspense + returned everywhere and no rule is
// broken.
std::vector<std::string> find_imbalances(platform::Transaction& tx);
// Folios on payments that no device was granted: nothing is lost, and somebody should look.
std::vector<std::string> find_folios_not_granted(platform::Transaction& tx);

struct LedgerTotals {
    Money received, applied, credited, suspense, returned;
};
LedgerTotals ledger_totals(platform::Transaction& tx);

}  // namespace aquacis::payments
