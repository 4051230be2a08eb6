#pragma once
// Runs one Subscription on a thread: reads the log, hands batches to the context, commits effect, inbox and offset together.

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <thread>

#include "cloud/platform/event_log.hpp"
#include "cloud/platform/module.hpp"
#include "cloud/platform/postgres.hpp"

namespace aquacis::platform {

// Before the second, third and fourth try of a single event; then it is a dead letter.
using RetryPauses = std::array<std::chrono::milliseconds, 3>;
inline constexpr RetryPauses standard_pauses{std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

class Consumer {
public:
    Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses = standard_pauses);

private:
    void run(const std::stop_token& stop);
    bool drain(const std::stop_token& stop);  // false: nothing was there
    void load_offsets();
    void take(const std::stop_token& stop, std::span<const LoggedEvent> batch);
    void take_one_by_one(const std::stop_token& stop, std::span<const LoggedEvent> batch);
    void commit(std::span<const LoggedEvent> batch);
    void bury(const LoggedEvent& dead, const std::string& reason);

    Subscription subscription_;
    EventLog& log_;
    Pool& database_;
    RetryPauses pauses_;
    std::map<int, std::int64_t> offsets_;  // by partition
    std::jthread thread_;
};

}  // namespace aquacis::platform
