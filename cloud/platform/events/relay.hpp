#pragma once
// Moves a context's outbox to the event log: append, then note the place. A crash between the two appends again;
// inboxes know. Rows stay for a week, and when the log turns out to be set back, what it lost is appended again in
// order; what is no longer kept is told as lost, with its number and its time (log_repair.hpp).

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/events/outbox_gaps.hpp"

namespace pqxx {
class connection_base;
class transaction_base;
}  // namespace pqxx

namespace aquacis::platform {

class Relay {
public:
    struct Options {
        std::string context;
        std::string connection;  // the context's app role, also for the lock that keeps a second relay waiting
        std::chrono::seconds keep{std::chrono::hours(7 * 24)};  // rows, after their append
        std::int64_t most_kept = 5'000'000;                     // of them; older ones go sooner
    };
    Relay(Options options, EventLog& log);
    Relay(std::string context, std::string connection, EventLog& log)
        : Relay(Options{std::move(context), std::move(connection)}, log) {}
    void request_stop() { thread_.request_stop(); }  // the destructor waits for the end

    const std::string& context() const { return options_.context; }
    std::uint64_t moved() const { return moved_; }        // events since the start
    std::uint64_t set_back() const { return set_back_; }  // times that the log had lost something, since the start

private:
    using Steady = std::chrono::steady_clock;
    struct Place;
    struct Step;

    void run(const std::stop_token& stop);
    void serve(const std::stop_token& stop);
    Place read_place(pqxx::connection_base& connection);
    bool verify(pqxx::transaction_base& work, Place& place);  // false: it was set back
    bool has_been_there(const Step& step, const std::string& identity);
    void go_back(pqxx::transaction_base& work, const Place& place, const std::string& identity);
    int move_batch(pqxx::connection_base& connection, Place& place);
    void tidy(pqxx::connection_base& connection);

    Options options_;
    EventLog& log_;
    std::atomic<std::uint64_t> moved_{0};
    std::atomic<std::uint64_t> set_back_{0};
    std::jthread thread_;
};

}  // namespace aquacis::platform
