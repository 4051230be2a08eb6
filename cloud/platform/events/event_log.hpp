#pragma once
// The event log's port: what Kafka can keep as well as tables can. Adapters are held to one conformance suite;
// `postgres` is the embedded default.

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

inline constexpr std::int64_t before_all = -1;  // an offset below every event's

struct LoggedEvent {
    Event event;
    int partition = 0;
    std::int64_t offset = 0;  // rises within (topic, partition), in commit order; not more is promised
};

struct LogPosition {
    std::string topic;
    int partition = 0;
    std::int64_t offset = before_all;
};

class EventLog {
public:
    virtual ~EventLog() = default;
    // Durable when it returns, and where the last of them now is. At-least-once: a caller that does not hear back
    // appends again.
    virtual LogPosition append(std::span<const Event> events) = 0;
    virtual int partitions(const std::string& topic) = 0;
    // Up to `limit` events of a partition after that offset, in order.
    virtual std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) = 0;
    // A number that rises whenever something may have been appended to the topic. Take it before reading; wait()
    // returns at once when it has risen since, else when it does or after the time.
    virtual std::uint64_t pulse(const std::string& topic) = 0;
    virtual void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) = 0;
    // No event has a higher offset; before_all when none was ever appended.
    virtual std::int64_t end(const std::string& topic, int partition) = 0;
    // The highest offset up to which it may have dropped events whose days are over; before_all while it holds every
    // one. Offsets may begin anywhere and leave gaps, so no reader can tell this from what it finds.
    virtual std::int64_t dropped_to(const std::string& topic, int partition) = 0;
    // How many events come after that offset, as nearly as the log can tell.
    virtual std::int64_t behind(const std::string& topic, int partition, std::int64_t offset) = 0;
    // The highest offset of what was appended before that time.
    virtual std::int64_t last_before(const std::string& topic, int partition, Instant time) = 0;
    // Which log this is. Another one after a restore or a failover, though not after each: what was read last tells
    // those.
    virtual std::string identity() = 0;
    // What a group has not read is kept beyond its days.
    virtual void note_read(const std::string& group, const std::string& topic,
                           const std::map<int, std::int64_t>& offsets) = 0;
    // Makes room ahead and drops some of what is older than its days; called now and then.
    virtual void tidy() = 0;
};

// Whether an event is still where it was: another one is there, or the log ends before it, when the log was set back;
// nothing is there when its days are over.
enum class Proof { held, set_back, dropped };
Proof prove(EventLog& log, const LogPosition& position, const Uuid& event);

// Tables in a database of their own (migrate.hpp's migrate_event_log makes them). Its first user settles the number of
// partitions; with another number every call throws.
std::unique_ptr<EventLog> make_postgres_event_log(const std::string& connection, int partitions_per_topic);

}  // namespace aquacis::platform
