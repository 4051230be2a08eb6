#pragma once
// Runs one Subscription on a thread: reads the log, hands batches to the context, commits effect, inbox and offset
// together.

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::platform {

// Before the second, third and fourth try of a single event; then it is a dead letter.
using RetryPauses = std::array<std::chrono::milliseconds, 3>;
inline constexpr RetryPauses standard_pauses{std::chrono::seconds(1), std::chrono::seconds(5),
                                             std::chrono::seconds(30)};

class Consumer {
public:
    Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses = standard_pauses);
    void request_stop() { thread_.request_stop(); }  // the destructor waits for the end

    const std::string& group() const { return subscription_.group; }
    const std::string& topic() const { return subscription_.topic; }
    std::uint64_t handled() const { return handled_; }  // events that took effect since the start
    std::uint64_t buried() const { return buried_; }    // dead letters since the start
    std::int64_t behind() const;                        // events in the log that were not looked at yet; asks the log

private:
    void run(const std::stop_token& stop);
    bool drain(const std::stop_token& stop);  // false: nothing was there
    void load_offsets();
    void take(const std::stop_token& stop, std::span<const LoggedEvent> batch);
    void take_one_by_one(const std::stop_token& stop, std::span<const LoggedEvent> batch);
    void commit(std::span<const LoggedEvent> batch);
    void bury(const LoggedEvent& dead, const std::string& reason);
    void advance(const LoggedEvent& last);

    Subscription subscription_;
    EventLog& log_;
    Pool& database_;
    RetryPauses pauses_;
    std::atomic<std::uint64_t> handled_{0};
    std::atomic<std::uint64_t> buried_{0};
    mutable std::mutex mutex_;
    std::map<int, std::int64_t> offsets_;  // by partition; written by the thread alone, under the mutex
    std::jthread thread_;
};

}  // namespace aquacis::platform
