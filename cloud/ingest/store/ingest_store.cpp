#include "cloud/ingest/store/ingest_store.hpp"

#include "cloud/ingest/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::ingest {
namespace {

using platform::run_sql;
using platform::SqlArray;

constexpr int generations = 3;

const Uuid content_space = *Uuid::parse("0a9d3b52-7a35-4a09-8a0c-9a3c5bb8a001");

}  // namespace

void IngestStore::register_gateway(platform::Transaction& tx, const std::string& gateway_id, Instant now) const {
    run_sql(tx, sql::register_gateway, tx.administration().number(), gateway_id, to_microseconds(now));
}

std::set<std::string> IngestStore::enabled(platform::Transaction& tx, const std::set<std::string>& gateways) const {
    SqlArray names;
    for (const std::string& gateway : gateways)
        names.add(gateway);
    std::set<std::string> found;
    for (const auto& row : run_sql(tx, sql::enabled_gateways, names.text()))
        found.insert(row[0].as<std::string>());
    return found;
}

std::unordered_set<Uuid> IngestStore::claim(platform::Transaction& tx, std::span<const EventIdentity> events,
                                            Instant now) const {
    if (events.empty()) return {};
    const int week = run_sql(tx, sql::begin_week, week_of(now))[0][0].as<int>();
    SqlArray ids, neighbours;
    for (const EventIdentity& event : events) {
        ids.add(event.event_id.to_string());
        if (event.neighbour)
            neighbours.add(event.neighbour->to_string());
        else
            neighbours.add_null();
    }
    const auto rows = run_sql(tx, sql::claim_events, ids.text(), neighbours.text(), week % generations,
                              (week + generations - 1) % generations, tx.administration().number());
    std::unordered_set<Uuid> fresh;
    fresh.reserve(static_cast<std::size_t>(rows.size()));
    for (const auto& row : rows)
        fresh.insert(*Uuid::parse(row[0].c_str()));
    return fresh;
}

void IngestStore::count(platform::Transaction& tx, std::span<const GatewayCounts> counts, Instant now) const {
    SqlArray names, recorded, duplicates, quarantined;
    for (const GatewayCounts& one : counts) {
        names.add(one.gateway_id);
        recorded.add(one.recorded);
        duplicates.add(one.duplicates);
        quarantined.add(one.quarantined);
    }
    run_sql(tx, sql::count_for_gateways, names.text(), recorded.text(), duplicates.text(), quarantined.text(),
            to_microseconds(now));
}

void IngestStore::quarantine(platform::Transaction& tx, const Quarantined& what, Instant now) const {
    const Uuid digest = make_named_uuid(content_space, what.gateway_id + '\n' + what.content);
    run_sql(tx, sql::quarantine, tx.administration().number(), what.gateway_id, digest.to_string(), what.reason,
            platform::to_bytea(what.content.substr(0, max_content)), to_microseconds(now), max_quarantined);
}

std::int64_t IngestStore::forget_quarantined(platform::Transaction& tx, Instant before, int at_most) const {
    return static_cast<std::int64_t>(
        run_sql(tx, sql::forget_quarantined, to_microseconds(before), at_most).affected_rows());
}

}  // namespace aquacis::ingest
