#pragma once
// Where the log was after each minute's readings.

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::ingest {

struct Appended {
    Instant reached_at;
    std::int64_t readings = 0;  // since the one before
    platform::LogPosition last;
    Uuid event;
    std::string log;
};

void insert_appended(platform::Transaction& tx, const Appended& appended);
std::vector<Appended> list_appended(platform::Transaction& tx);  // oldest first
std::optional<Appended> last_appended(platform::Transaction& tx);
void forget_appended_after(platform::Transaction& tx, Instant last);
void forget_appended_before(platform::Transaction& tx, Instant first);

}  // namespace aquacis::ingest
