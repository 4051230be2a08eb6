#include "cloud/platform/events/log_repair.hpp"

#include <algorithm>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask looking{"telemetry"};
constexpr TenantTask repairing{"log_repair", true};

struct Row {
    std::string group;
    LogPosition read;
    std::optional<Uuid> event;
    std::string log;
};

std::vector<Row> read_offsets(Pool& context) {
    return context.run_for_all(looking, [](Transaction& tx) {
        std::vector<Row> rows;
        for (const auto& row : run_sql(tx, sql::list_offsets))
            rows.push_back({row[0].as<std::string>(),
                            {row[1].as<std::string>(), row[2].as<int>(), row[3].as<std::int64_t>()},
                            row[4].is_null() ? std::nullopt : Uuid::parse(row[4].c_str()),
                            row[5].as<std::string>()});
        return rows;
    });
}

}  // namespace

std::vector<ReaderStanding> reader_standings(Pool& context, EventLog& log) {
    const std::string identity = log.identity();
    std::vector<ReaderStanding> standings;
    for (const Row& row : read_offsets(context)) {
        const Proof proof = row.event ? prove(log, row.read, *row.event) : Proof::held;
        standings.push_back({row.group, row.read, log.behind(row.read.topic, row.read.partition, row.read.offset),
                             proof == Proof::set_back || (proof == Proof::dropped && row.log != identity),
                             log.dropped_to(row.read.topic, row.read.partition) > row.read.offset});
    }
    return standings;
}

int resume_readers(Pool& context, EventLog& log, Instant since) {
    int resumed = 0;
    for (const ReaderStanding& reader : reader_standings(context, log)) {
        if (!reader.is_set_back) continue;
        const std::int64_t back = std::max(log.last_before(reader.read.topic, reader.read.partition, since),
                                           log.dropped_to(reader.read.topic, reader.read.partition));
        context.run_for_all(repairing, [&](Transaction& tx) {
            run_sql(tx, sql::set_offset_back, reader.group, reader.read.topic, reader.read.partition,
                    std::min(back, reader.read.offset));
        });
        ++resumed;
    }
    return resumed;
}

int let_begin_in_the_middle(Pool& context, EventLog& log) {
    int count = 0;
    for (const ReaderStanding& reader : reader_standings(context, log)) {
        if (!reader.is_trimmed || reader.is_set_back) continue;
        const std::int64_t before = log.dropped_to(reader.read.topic, reader.read.partition);
        context.run_for_all(repairing, [&](Transaction& tx) {
            run_sql(tx, sql::set_offset_back, reader.group, reader.read.topic, reader.read.partition, before);
        });
        ++count;
    }
    return count;
}

int forget_group(Pool& log_database, const std::string& group) {
    return log_database.run_for_all(repairing, [&](Transaction& tx) {
        return static_cast<int>(run_sql(tx, sql::forget_log_group, group).affected_rows());
    });
}

OutboxStanding outbox_standing(Pool& context) {
    OutboxStanding standing;
    standing.waiting = outbox_depth(context);
    context.run_for_all(looking, [&](Transaction& tx) {
        const auto row = run_sql(tx, sql::measure_outbox)[0];
        standing.rows = row[0].as<std::int64_t>();
        standing.bytes = row[1].as<std::int64_t>();
        standing.lost = row[2].as<std::int64_t>();
        if (!row[3].is_null()) standing.lost_from = from_microseconds(row[3].as<std::int64_t>());
        if (!row[4].is_null()) standing.lost_to = from_microseconds(row[4].as<std::int64_t>());
    });
    return standing;
}

std::int64_t reappend_since(Pool& context, Instant since) {
    context.run_for_all(repairing, [&](Transaction& tx) {
        const auto moved = run_sql(tx, sql::find_relay_step, to_microseconds(since))[0][0].as<std::int64_t>();
        run_sql(tx, sql::set_relay_back, moved);
    });
    return outbox_depth(context);
}

void tell_lost(Transaction& tx, const LostEvents& lost) {
    run_sql(tx, sql::add_lost, lost.events, to_microseconds(lost.from), to_microseconds(lost.to));
}

std::int64_t settle_lost(Pool& context) {
    const std::int64_t lost = outbox_standing(context).lost;
    context.run_for_all(repairing, [](Transaction& tx) { run_sql(tx, sql::settle_lost); });
    return lost;
}

}  // namespace aquacis::platform
