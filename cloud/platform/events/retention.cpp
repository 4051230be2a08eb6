#include "cloud/platform/events/retention.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask tidying{"tidy", true};
constexpr int most_at_once = 10'000;

}  // namespace

bool tidy_context(Pool& database, const Retention& retention) {
    return database.run_for_all(tidying, [&](Transaction& tx) {
        const auto forgotten = run_sql(tx, sql::forget_taken, retention.inbox_days, most_at_once).affected_rows();
        const auto buried = run_sql(tx, sql::forget_letters, retention.letter_days, most_at_once).affected_rows();
        return forgotten == most_at_once || buried == most_at_once;
    });
}

}  // namespace aquacis::platform
