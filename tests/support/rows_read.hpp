#pragma once
// How many rows a step reads, by PostgreSQL's own count: what a statement costs, whatever the machine does meanwhile.
// With it a test holds a page to its own rows in a table that nobody has analysed yet.

#include <cstdint>

#include "cloud/platform/database/sql.hpp"

namespace aquacis::test {

template <class Step>
std::int64_t rows_read_by(platform::Transaction& tx, Step step) {
    // The count is of the session, as far as it is not reported yet; it is reported between transactions alone.
    const auto so_far = [&] {
        return platform::run_sql(tx,
                                 "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint "
                                 "FROM pg_stat_xact_user_tables")[0][0]
            .template as<std::int64_t>();
    };
    const std::int64_t before = so_far();
    step();
    return so_far() - before;
}

}  // namespace aquacis::test
