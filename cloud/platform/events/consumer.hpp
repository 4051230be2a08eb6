#pragma once
// Runs one Subscription on a thread: reads the log, lets events take effect together with inbox and offset, and tries
// again what was set aside. It never waits for one event, and never gives one up because a database is away.

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/events/taking.hpp"

namespace aquacis::platform {

class Consumer {
public:
    Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses = standard_pauses);
    void request_stop() { thread_.request_stop(); }  // the destructor waits for the end

    const std::string& group() const { return taking_.group(); }
    const std::string& topic() const { return taking_.topic(); }
    std::uint64_t handled() const { return handled_; }           // events that took effect since the start
    std::uint64_t buried() const { return buried_; }             // dead letters since the start
    std::int64_t keys_waiting() const { return keys_waiting_; }  // set aside, as last looked at
    bool is_waiting() const {
        return is_waiting_;
    }                             // for what is nobody's event's fault: a database, a right, a schema
    std::int64_t behind() const;  // events in the log that were not looked at yet; asks the log

private:
    using Steady = std::chrono::steady_clock;

    void run(const std::stop_token& stop);
    void wait(const std::stop_token& stop, std::uint64_t pulse) const;
    void wait_out(const std::stop_token& stop, const std::exception& fault);
    void load_offsets();
    bool drain(const std::stop_token& stop);  // false: nothing was there
    void take_page(const std::stop_token& stop, std::vector<LoggedEvent> page);
    void take(std::span<const LoggedEvent> events, const LoggedEvent* last);
    bool try_set_aside(const std::stop_token& stop);  // false: nothing was due
    void count(const Taken& taken);

    Taking taking_;
    EventLog& log_;
    Pool& database_;
    std::atomic<std::uint64_t> handled_{0};
    std::atomic<std::uint64_t> buried_{0};
    std::atomic<std::int64_t> keys_waiting_{0};
    std::atomic<bool> is_waiting_{false};
    std::size_t at_most_;                 // events in a transaction; less after one that took too long
    std::chrono::milliseconds pause_{0};  // after the next fault
    Steady::time_point next_look_{};      // at what is set aside
    mutable std::mutex mutex_;
    std::map<int, std::int64_t> offsets_;  // by partition; written by the thread alone, under the mutex
    std::jthread thread_;
};

}  // namespace aquacis::platform
