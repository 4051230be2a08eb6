#pragma once
// The event log's port. Two adapters are held to one conformance suite; `postgres` is the embedded default.

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

struct LoggedEvent {
    Event event;
    int partition = 0;
    std::int64_t offset = 0;  // commit-ordered within (topic, partition), from 1
};

class EventLog {
public:
    virtual ~EventLog() = default;
    // All or none, durable when it returns. At-least-once: a caller that does not hear back appends again.
    virtual void append(std::span<const Event> events) = 0;
    virtual int partitions(const std::string& topic) = 0;
    // Up to `limit` events of a partition after that offset, in order.
    virtual std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) = 0;
    // A number that rises whenever something may have been appended to the topic. Take it before reading; wait()
    // returns at once when it has risen since, else when it does or after the time.
    virtual std::uint64_t pulse(const std::string& topic) = 0;
    virtual void wait(const std::string& topic, std::uint64_t since, std::chrono::milliseconds at_most) = 0;
    virtual std::int64_t end(const std::string& topic, int partition) = 0;  // the last offset, 0 when empty
};

// Tables in a database of their own (migrate.hpp's migrate_event_log makes them).
std::unique_ptr<EventLog> make_postgres_event_log(const std::string& connection, int partitions_per_topic);

}  // namespace aquacis::platform
