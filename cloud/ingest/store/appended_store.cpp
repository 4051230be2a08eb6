#include "cloud/ingest/store/appended_store.hpp"

#include "cloud/ingest/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::ingest {

using platform::run_sql;

void insert_appended(platform::Transaction& tx, const Appended& appended) {
    run_sql(tx, sql::insert_appended, to_iso(appended.reached_at), appended.readings, appended.last.topic,
            appended.last.partition, appended.last.offset, appended.event.to_string(), appended.log);
}

namespace {

std::vector<Appended> read_appended(platform::Transaction& tx, bool newest_only) {
    std::vector<Appended> all;
    for (const auto& row : run_sql(tx, sql::list_appended, newest_only))
        all.push_back({from_microseconds(row[0].as<std::int64_t>()),
                       row[1].as<std::int64_t>(),
                       {row[2].as<std::string>(), row[3].as<int>(), row[4].as<std::int64_t>()},
                       *Uuid::parse(row[5].c_str()),
                       row[6].as<std::string>()});
    return all;
}

}  // namespace

std::vector<Appended> list_appended(platform::Transaction& tx) { return read_appended(tx, false); }

std::optional<Appended> last_appended(platform::Transaction& tx) {
    const auto newest = read_appended(tx, true);
    return newest.empty() ? std::nullopt : std::optional(newest.back());
}

void forget_appended_after(platform::Transaction& tx, Instant last) {
    run_sql(tx, sql::forget_appended_after, to_microseconds(last));
}

void forget_appended_before(platform::Transaction& tx, Instant first) {
    run_sql(tx, sql::forget_appended_before, to_microseconds(first));
}

}  // namespace aquacis::ingest
