#include "cloud/platform/events/retention.hpp"

#include <algorithm>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask tidying{"tidy", true};
constexpr int most_at_once = 10'000;

}  // namespace

void plan_in_order(Transaction& tx) { run_sql(tx, sql::plan_in_order); }

bool Tidying::step() {
    SqlArray money;
    for (const std::string& word : retention_.money)
        money.add(word);
    std::array<std::int64_t, tables.size()> gone{};
    database_.run_for_all(tidying, [&](Transaction& tx) {
        plan_in_order(tx);
        const auto rows = [](const pqxx::result& result) { return static_cast<std::int64_t>(result.affected_rows()); };
        gone = {rows(run_sql(tx, sql::forget_taken, retention_.inbox_days, most_at_once)),
                rows(run_sql(tx, sql::forget_letters, retention_.letter_days, most_at_once)),
                rows(run_sql(tx, sql::forget_outcomes, retention_.outcome_days, most_at_once)),
                rows(run_sql(tx, sql::forget_quarantined, retention_.quarantine_days, most_at_once, money.text()))};
    });
    for (std::size_t table = 0; table < gone.size(); ++table)
        went_.at(table) += gone.at(table);
    return std::any_of(gone.begin(), gone.end(), [](std::int64_t rows) { return rows == most_at_once; });
}

std::vector<std::pair<std::string, std::int64_t>> Tidying::went() const {
    std::vector<std::pair<std::string, std::int64_t>> rows;
    for (std::size_t table = 0; table < tables.size(); ++table)
        rows.emplace_back(tables.at(table), went_.at(table));
    return rows;
}

}  // namespace aquacis::platform
