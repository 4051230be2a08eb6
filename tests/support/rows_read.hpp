#pragma once
// How many rows a step reads, by PostgreSQL's own count: what a statement costs, whatever the machine does meanwhile.
// With it a test holds a page to its own rows in a table that nobody has analysed yet.

#include <cstdint>
#include <regex>
#include <string>

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

// How many pairs of rows a query compared in vain: what a loop over a loop costs, though it reads each row once.
template <class... Values>
std::int64_t rows_compared(const platform::Transaction& tx, std::string_view query, const Values&... values) {
    static const std::regex removed(R"(Rows Removed by Join Filter: (\d+))");
    std::int64_t sum = 0;
    std::smatch match;
    for (const auto& row : tx.pq().exec_params("EXPLAIN (ANALYZE, TIMING OFF) " + std::string(query), values...))
        if (const std::string line = row[0].c_str(); std::regex_search(line, match, removed))
            sum += std::stoll(match[1]);
    return sum;
}

}  // namespace aquacis::test
