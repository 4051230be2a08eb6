#include <atomic>
#include <map>
#include <set>

#include "base/config/config.hpp"
#include "base/log/log.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/events/log_bell.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask using_log{"event_log", true};
constexpr int most_dropped_at_once = 4;

// FNV-1a: the same key is in the same partition, on every machine and in every version.
std::uint32_t hash_of(std::string_view key) {
    std::uint32_t hash = 2166136261U;
    for (const char c : key)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

DatabaseConfig pool_config(const std::string& connection) {
    DatabaseConfig config;
    config.connection = connection;
    config.pool_size = 6;
    config.wait = std::chrono::milliseconds(30000);
    return config;
}

class PostgresEventLog final : public EventLog {
public:
    PostgresEventLog(const std::string& connection, int partitions)
        : partitions_(partitions), pool_(pool_config(connection)), bell_(connection) {}

    LogPosition append(std::span<const Event> events) override;
    int partitions(const std::string&) override { return partitions_; }
    std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) override;
    std::uint64_t pulse(const std::string& topic) override { return bell_.pulse(topic); }
    void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) override {
        bell_.wait(topic, since, at_most);
    }
    std::int64_t end(const std::string& topic, int partition) override;
    std::int64_t dropped_to(const std::string& topic, int partition) override;
    std::int64_t behind(const std::string& topic, int partition, std::int64_t offset) override {
        return std::max<std::int64_t>(0, end(topic, partition) - std::max<std::int64_t>(0, offset));
    }
    std::int64_t last_before(const std::string& topic, int partition, Instant time) override;
    std::string identity() override;
    void note_read(const std::string& group, const std::string& topic,
                   const std::map<int, std::int64_t>& offsets) override;
    void tidy() override;

private:
    using Place = std::pair<std::string, int>;
    // Every use of the log's database; the first finds out whether it is cut as this process thinks.
    template <class Step>
    auto run(Step step);
    void settle();
    std::map<Place, std::int64_t> reserve(const Transaction& tx, const std::map<Place, int>& counts);
    void insert(Transaction& tx, std::span<const Event> events, const std::vector<Place>& places,
                std::map<Place, std::int64_t> next, LogPosition& last);

    int partitions_;
    std::atomic<bool> is_settled_{false};
    Pool pool_;
    LogBell bell_;
};

template <class Step>
auto PostgresEventLog::run(Step step) {
    if (!is_settled_) settle();
    return pool_.run_for_all(using_log, step);
}

void PostgresEventLog::settle() {
    const int settled = pool_.run_for_all(
        using_log, [&](Transaction& tx) { return run_sql(tx, sql::settle_partitions, partitions_)[0][0].as<int>(); });
    if (settled != partitions_)
        throw ConfigError("eventlog.partitions is " + std::to_string(partitions_) + ", but the log has " +
                          std::to_string(settled) + " a topic since its first use: set it to " +
                          std::to_string(settled));
    is_settled_ = true;
}

// The heads are locked in one order (a map's), so two appends never wait for each other in a circle, and held until the
// commit.
std::map<PostgresEventLog::Place, std::int64_t> PostgresEventLog::reserve(const Transaction& tx,
                                                                          const std::map<Place, int>& counts) {
    SqlArray topics, partitions, sizes;
    for (const auto& [place, count] : counts) {
        topics.add(place.first);
        partitions.add(place.second);
        sizes.add(count);
    }
    std::map<Place, std::int64_t> next;
    for (const auto& row : run_sql(tx, sql::reserve_offsets, topics.text(), partitions.text(), sizes.text())) {
        const Place place{row[0].as<std::string>(), row[1].as<int>()};
        next[place] = row[2].as<std::int64_t>() - counts.at(place) + 1;
    }
    return next;
}

void PostgresEventLog::insert(Transaction& tx, std::span<const Event> events, const std::vector<Place>& places,
                              std::map<Place, std::int64_t> next, LogPosition& last) {
    SqlArray topics, partitions, offsets, keys, envelopes, kept;
    for (std::size_t i = 0; i < events.size(); ++i) {
        last = {events[i].topic, places[i].second, next.at(places[i])++};
        topics.add(last.topic);
        partitions.add(last.partition);
        offsets.add(last.offset);
        keys.add(events[i].key);
        envelopes.add_bytes(serialize_envelope(events[i]));
        kept.add(retention_days_of(events[i].event_type));
    }
    run_sql(tx, sql::insert_log_events, topics.text(), partitions.text(), offsets.text(), keys.text(), envelopes.text(),
            kept.text());
}

LogPosition PostgresEventLog::append(std::span<const Event> events) {
    LogPosition last;
    if (events.empty()) return last;
    std::map<Place, int> counts;
    std::vector<Place> places;
    std::set<std::string> topics;
    places.reserve(events.size());
    for (const Event& event : events) {
        places.emplace_back(event.topic,
                            static_cast<int>(hash_of(event.key) % static_cast<std::uint32_t>(partitions_)));
        ++counts[places.back()];
        topics.insert(event.topic);
    }
    const auto write = [&](Transaction& tx) { insert(tx, events, places, reserve(tx, counts), last); };
    try {
        run(write);
    } catch (const pqxx::check_violation&) {  // the segments made ahead are used up: nobody tidied for a week
        run([](Transaction& tx) { run_sql(tx, sql::make_log_segments); });
        run(write);
    }
    bell_.ring(topics);
    return last;
}

std::vector<LoggedEvent> PostgresEventLog::read(const std::string& topic, int partition, std::int64_t after,
                                                int limit) {
    return run([&](Transaction& tx) {
        const auto rows = run_sql(tx, sql::read_log, topic, partition, after, limit);
        std::vector<LoggedEvent> events;
        events.reserve(rows.size());
        for (const auto& row : rows) {
            const pqxx::binarystring envelope(row[2]);
            events.push_back({parse_envelope(topic, row[1].as<std::string>(), {envelope.get(), envelope.size()}),
                              partition, row[0].as<std::int64_t>()});
        }
        return events;
    });
}

std::int64_t PostgresEventLog::end(const std::string& topic, int partition) {
    return run([&](Transaction& tx) {
        const auto rows = run_sql(tx, sql::find_log_end, topic, partition);
        return rows.empty() ? before_all : rows[0][0].as<std::int64_t>();
    });
}

// These offsets are from 1 on and without gaps.
std::int64_t PostgresEventLog::dropped_to(const std::string& topic, int partition) {
    return run([&](Transaction& tx) {
        const auto rows = run_sql(tx, sql::find_dropped, topic, partition);
        return rows.empty() || rows[0][0].as<std::int64_t>() == 0 ? before_all : rows[0][0].as<std::int64_t>();
    });
}

std::int64_t PostgresEventLog::last_before(const std::string& topic, int partition, Instant time) {
    return run([&](Transaction& tx) {
        return run_sql(tx, sql::find_last_before, topic, partition, to_microseconds(time))[0][0].as<std::int64_t>();
    });
}

std::string PostgresEventLog::identity() {
    return run([&](Transaction& tx) { return run_sql(tx, sql::read_identity)[0][0].as<std::string>(); });
}

void PostgresEventLog::note_read(const std::string& group, const std::string& topic,
                                 const std::map<int, std::int64_t>& offsets) {
    SqlArray partitions, read_to;
    for (const auto& [partition, offset] : offsets) {
        partitions.add(partition);
        read_to.add(offset);
    }
    run([&](Transaction& tx) { run_sql(tx, sql::note_read, group, topic, partitions.text(), read_to.text()); });
}

void PostgresEventLog::tidy() {
    run([](Transaction& tx) { run_sql(tx, sql::make_log_segments); });
    const auto dropped = run([](Transaction& tx) { return run_sql(tx, sql::drop_log_segments, most_dropped_at_once); });
    for (const auto& row : dropped)
        log::info("event_log.segment_dropped", {{"segment", row[0].as<std::string>()}});
}

}  // namespace

std::unique_ptr<EventLog> make_postgres_event_log(const std::string& connection, int partitions_per_topic) {
    return std::make_unique<PostgresEventLog>(connection, partitions_per_topic);
}

}  // namespace aquacis::platform
