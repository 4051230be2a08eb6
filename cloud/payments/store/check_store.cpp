#include "cloud/payments/store/check_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {

using platform::run_sql;

std::vector<std::string> find_imbalances(platform::Transaction& tx) {
    std::vector<std::string> found;
    for (const auto query :
         {sql::payments_out_of_balance, sql::tenders_out_of_balance, sql::accounts_out_of_balance, sql::debts_overpaid,
          sql::debts_withdrawn_and_paid, sql::credits_below_zero, sql::entries_in_anothers_account,
          sql::suspense_held_wrongly})
        for (const auto& row : run_sql(tx, query))
            found.emplace_back(row[0].c_str());
    return found;
}

std::vector<std::string> find_folios_not_granted(platform::Transaction& tx) {
    std::vector<std::string> found;
    for (const auto& row : run_sql(tx, sql::folios_not_granted))
        found.emplace_back(row[0].c_str());
    return found;
}

LedgerTotals ledger_totals(platform::Transaction& tx) {
    const auto row = run_sql(tx, sql::ledger_totals)[0];
    const auto money = [&](int column) { return Money::centavos(row[column].as<std::int64_t>()); };
    return {money(0), money(1), money(2), money(3), money(4)};
}

}  // namespace aquacis::payments
