#pragma once
// A fresh event log on the test's PostgreSQL.

#include <memory>
#include <string>

#include "cloud/platform/events/event_log.hpp"

namespace aquacis::test {

class EventLogDatabase {
public:
    explicit EventLogDatabase(int partitions = 4);
    ~EventLogDatabase();
    EventLogDatabase(const EventLogDatabase&) = delete;
    EventLogDatabase& operator=(const EventLogDatabase&) = delete;
    platform::EventLog& log() { return *log_; }
    const std::string& database() const { return database_; }
    std::string owner_connection() const;
    std::unique_ptr<platform::EventLog> another() const;  // as a second process would have it

private:
    std::string database_, connection_;
    int partitions_;
    std::unique_ptr<platform::EventLog> log_;
};

}  // namespace aquacis::test
