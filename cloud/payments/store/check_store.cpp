#include "cloud/payments/store/check_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {

using platform::run_sql;

std::vector<std::string> find_imbalances(platform::Transaction& tx, Instant since) {
    std::vector<std::string> found;
    for (const auto query : {sql::payments_out_of_balance, sql::tenders_out_of_balance, sql::movements_out_of_balance,
                             sql::debts_overpaid, sql::debts_withdrawn_and_paid, sql::credits_below_zero,
                             sql::entries_in_anothers_account, sql::suspense_held_wrongly})
        for (const auto& row : run_sql(tx, query, to_iso(since)))
            found.emplace_back(row[0].c_str());
    return found;
}

std::vector<std::string> find_folios_not_granted(platform::Transaction& tx, Instant since) {
    std::vector<std::string> found;
    for (const auto& row : run_sql(tx, sql::folios_not_granted, to_iso(since)))
        found.emplace_back(row[0].c_str());
    return found;
}

LedgerTotals ledger_totals(platform::Transaction& tx) {
    const auto row = run_sql(tx, sql::ledger_totals)[0];
    const auto money = [&](int column) { return Money::centavos(row[column].as<std::int64_t>()); };
    return {money(0), money(1), money(2), money(3), money(4)};
}

void expect_ledger_check(platform::Transaction& tx) {
    run_sql(tx, sql::expect_ledger_check, tx.administration().number());
}

std::vector<CheckedLedger> list_ledger_checks(platform::Transaction& tx) {
    std::vector<CheckedLedger> ledgers;
    for (const auto& row : run_sql(tx, sql::list_ledger_checks))
        ledgers.push_back({AdministrationId(row[0].as<int>()), from_microseconds(row[1].as<std::int64_t>())});
    return ledgers;
}

Instant read_checked_to(platform::Transaction& tx) {
    const auto rows = run_sql(tx, sql::read_checked_to);
    return rows.empty() ? Instant() : from_microseconds(rows[0][0].as<std::int64_t>());
}

void note_ledger_check(platform::Transaction& tx, const LedgerFindings& findings, Instant now) {
    run_sql(tx, sql::note_ledger_check, tx.administration().number(), to_iso(now), findings.imbalances,
            findings.folios_not_granted);
}

LedgerFindings sum_ledger_checks(platform::Transaction& tx) {
    const auto row = run_sql(tx, sql::sum_ledger_checks)[0];
    return {row[0].as<int>(), row[1].as<int>()};
}

}  // namespace aquacis::payments
