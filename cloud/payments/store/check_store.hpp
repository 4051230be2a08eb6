#pragma once
// The ledger checked against itself and its payments, by queries of their own (checks.sql).

#include <string>
#include <vector>

#include "base/money.hpp"
#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::payments {

// What is wrong with what was recorded since then, in words; empty when received = applied + credited + suspense +
// returned everywhere and no rule is broken. At most 1,000 of each kind.
std::vector<std::string> find_imbalances(platform::Transaction& tx, Instant since = {});
// Folios on payments that no device was granted: nothing is lost, and somebody should look.
std::vector<std::string> find_folios_not_granted(platform::Transaction& tx, Instant since = {});

struct LedgerTotals {
    Money received, applied, credited, suspense, returned;
};
LedgerTotals ledger_totals(platform::Transaction& tx);

void expect_ledger_check(platform::Transaction& tx);  // the caller's administration has a ledger
struct CheckedLedger {
    AdministrationId administration;
    Instant checked_at;
};
std::vector<CheckedLedger> list_ledger_checks(platform::Transaction& tx);  // longest ago first
Instant read_checked_to(platform::Transaction& tx);
struct LedgerFindings {
    int imbalances = 0;
    int folios_not_granted = 0;
};
void note_ledger_check(platform::Transaction& tx, const LedgerFindings& findings, Instant now);
LedgerFindings sum_ledger_checks(platform::Transaction& tx);

}  // namespace aquacis::payments
