#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask reading{"event_log"};
constexpr TenantTask appending{"event_log", true};
constexpr auto reconnect_pause = std::chrono::milliseconds(500);
constexpr long listen_turn_us = 200'000;

// FNV-1a: the same key is in the same partition, on every machine and in every version.
std::uint32_t hash_of(std::string_view key) {
    std::uint32_t hash = 2166136261U;
    for (const char c : key)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash;
}

class Pulses {
public:
    void beat(const std::string& topic) {
        const std::lock_guard lock(mutex_);
        ++counts_[topic];
        changed_.notify_all();
    }
    void beat_all() {
        const std::lock_guard lock(mutex_);
        ++all_;
        changed_.notify_all();
    }
    std::uint64_t of(const std::string& topic) {
        const std::lock_guard lock(mutex_);
        return counts_[topic] + all_;
    }
    void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, at_most, [&] { return counts_[topic] + all_ != since; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, std::uint64_t> counts_;
    std::uint64_t all_ = 0;
};

class Receiver final : public pqxx::notification_receiver {
public:
    Receiver(pqxx::connection_base& connection, Pulses& pulses)
        : notification_receiver(connection, "log"), pulses_(pulses) {}
    void operator()(const std::string& topic, int) override { pulses_.beat(topic); }

private:
    Pulses& pulses_;
};

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
        : connection_(connection),
          partitions_(partitions),
          pool_(pool_config(connection)),
          listener_([this](const std::stop_token& stop) { listen(stop); }) {}

    void append(std::span<const Event> events) override;
    int partitions(const std::string&) override { return partitions_; }
    std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) override;
    std::uint64_t pulse(const std::string& topic) override { return pulses_.of(topic); }
    void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) override {
        pulses_.wait(topic, since, at_most);
    }
    std::int64_t end(const std::string& topic, int partition) override;

private:
    using Place = std::pair<std::string, int>;
    std::map<Place, std::int64_t> reserve(pqxx::transaction_base& work, const std::map<Place, int>& counts);
    void listen(const std::stop_token& stop);

    std::string connection_;
    int partitions_;
    Pool pool_;
    Pulses pulses_;
    std::jthread listener_;  // last: it uses what stands above
};

// The heads are locked in one order (a map's), so two appends never wait for each other in a circle, and held until the
// commit.
std::map<PostgresEventLog::Place, std::int64_t> PostgresEventLog::reserve(pqxx::transaction_base& work,
                                                                          const std::map<Place, int>& counts) {
    SqlArray topics, partitions, sizes;
    for (const auto& [place, count] : counts) {
        topics.add(place.first);
        partitions.add(place.second);
        sizes.add(count);
    }
    const auto rows = run_sql(work, sql::reserve_offsets, topics.text(), partitions.text(), sizes.text());
    std::map<Place, std::int64_t> next;
    for (const auto& row : rows) {
        const Place place{row[0].as<std::string>(), row[1].as<int>()};
        next[place] = row[2].as<std::int64_t>() - counts.at(place) + 1;
    }
    return next;
}

void PostgresEventLog::append(std::span<const Event> events) {
    if (events.empty()) return;
    std::map<Place, int> counts;
    std::vector<Place> places;
    places.reserve(events.size());
    for (const Event& event : events) {
        places.emplace_back(event.topic,
                            static_cast<int>(hash_of(event.key) % static_cast<std::uint32_t>(partitions_)));
        ++counts[places.back()];
    }
    pool_.run_for_all(appending, [&](Transaction& tx) {
        auto next = reserve(tx.pq(), counts);
        SqlArray topics, partitions, offsets, keys, envelopes;
        for (std::size_t i = 0; i < events.size(); ++i) {
            topics.add(events[i].topic);
            partitions.add(places[i].second);
            offsets.add(next.at(places[i])++);
            keys.add(events[i].key);
            envelopes.add_bytes(serialize_envelope(events[i]));
        }
        run_sql(tx, sql::insert_log_events, topics.text(), partitions.text(), offsets.text(), keys.text(),
                envelopes.text());
        std::string last;
        for (const auto& [place, count] : counts) {
            if (place.first == last) continue;
            last = place.first;
            run_sql(tx, sql::ring_log, last);
        }
    });
}

std::vector<LoggedEvent> PostgresEventLog::read(const std::string& topic, int partition, std::int64_t after,
                                                int limit) {
    return pool_.run_for_all(reading, [&](Transaction& tx) {
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
    return pool_.run_for_all(reading, [&](Transaction& tx) {
        const auto rows = run_sql(tx, sql::find_log_end, topic, partition);
        return rows.empty() ? std::int64_t{0} : rows[0][0].as<std::int64_t>();
    });
}

void PostgresEventLog::listen(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            const auto session = open_session(connection_);
            const Receiver receiver(*session, pulses_);
            pulses_.beat_all();  // what came while nobody listened
            while (!stop.stop_requested())
                session->await_notification(0, listen_turn_us);
        } catch (const std::exception& fault) {
            log::warning("event_log.listener_lost", {{"reason", classify(fault).description}});
            std::this_thread::sleep_for(reconnect_pause);
        }
    }
}

}  // namespace

std::unique_ptr<EventLog> make_postgres_event_log(const std::string& connection, int partitions_per_topic) {
    return std::make_unique<PostgresEventLog>(connection, partitions_per_topic);
}

}  // namespace aquacis::platform
