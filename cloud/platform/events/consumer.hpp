#pragma once
// Runs one Subscription on a thread: reads the log, lets events take effect together with inbox and offset, and tries
// again what was set aside. It never waits for one event, and never gives one up because a database is away.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/events/taking.hpp"

namespace aquacis::platform {

// How many of a context's connections its consumers may hold together. They all wait when a row that each of them wants
// is locked, and the calls of people and devices find the others.
class ConsumerTurns {
public:
    explicit ConsumerTurns(int connections) : free_(std::max(1, connections / 2)) {}
    // Not waited for once the consumer is to stop.
    class Turn {
    public:
        Turn(ConsumerTurns* turns, const std::stop_token& stop);
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        ConsumerTurns* turns_;
    };

private:
    std::counting_semaphore<> free_;
};

class Consumer {
public:
    // Without turns this one always may.
    Consumer(Subscription subscription, EventLog& log, Pool& database, RetryPauses pauses = standard_pauses,
             std::shared_ptr<ConsumerTurns> turns = nullptr);
    void request_stop() { thread_.request_stop(); }  // the destructor waits for the end

    const std::string& group() const { return taking_.group(); }
    const std::string& topic() const { return taking_.topic(); }
    std::uint64_t handled() const { return handled_; }           // events that took effect since the start
    std::uint64_t buried() const { return buried_; }             // dead letters since the start
    std::int64_t keys_waiting() const { return keys_waiting_; }  // set aside, as last looked at
    // Administrations, counted in each partition, whose events wait in the log: too much of theirs is set aside.
    std::int64_t held_back() const { return held_back_count_; }
    // For what is nobody's event's fault: a database, a right, a schema.
    bool is_waiting() const { return is_waiting_; }
    // The log was set back behind what was read, or no longer holds what was not: an operator has to let it go on.
    bool is_stopped() const { return is_stopped_; }
    std::int64_t behind() const;  // events in the log that were not looked at yet; asks the log

private:
    using Steady = std::chrono::steady_clock;
    struct Position {
        std::int64_t offset = before_all;
        std::optional<Uuid> event;  // that was read there, when that is known
    };

    void run(const std::stop_token& stop);
    bool step(const std::stop_token& stop);  // false: there was nothing to do
    void wait(const std::stop_token& stop, std::uint64_t pulse) const;
    void wait_out(const std::stop_token& stop, const std::exception& fault);
    void stay_stopped(const std::stop_token& stop, const std::string& why, const std::string& remedy);
    void load_positions();
    bool drain(const std::stop_token& stop);
    std::vector<LoggedEvent> read_on(int partition, const Position& at);
    void take_page(const std::stop_token& stop, std::vector<LoggedEvent> page);
    void take(const std::stop_token& stop, std::span<const LoggedEvent> events, const LoggedEvent* last);
    template <class Step>
    void take_or_set_aside(AdministrationId administration, const Step& step);
    std::int64_t lock_offset(const Transaction& tx, int partition) const;
    void remember(const Transaction& tx, const LoggedEvent& last) const;
    void hold_back(std::span<const LoggedEvent> events, const LoggedEvent* last);
    void load_held_back();
    bool take_held_back(const std::stop_token& stop);
    bool take_held_back_of(const std::stop_token& stop, const std::pair<AdministrationId, int>& whose,
                           std::int64_t after);
    bool try_set_aside(const std::stop_token& stop);
    void count(const Taken& taken);
    void note_read();

    Taking taking_;
    EventLog& log_;
    Pool& database_;
    const std::shared_ptr<ConsumerTurns> turns_;
    std::atomic<std::uint64_t> handled_{0};
    std::atomic<std::uint64_t> buried_{0};
    std::atomic<std::int64_t> keys_waiting_{0};
    std::atomic<std::int64_t> held_back_count_{0};
    std::atomic<bool> is_waiting_{false};
    std::atomic<bool> is_stopped_{false};
    std::string log_identity_;
    std::size_t at_most_;              // events in a transaction; less after one that took too long
    std::chrono::milliseconds pause_;  // after the next fault
    Steady::time_point next_look_{};   // at what is set aside
    Steady::time_point next_note_{};   // to the log, of what was read
    mutable std::mutex mutex_;
    // By administration and partition: after which offset its events wait. The thread's own, and as the table had it
    // last: where to look. Whether somebody is held back the table says, under the offset's lock.
    std::map<std::pair<AdministrationId, int>, std::int64_t> held_back_;
    std::map<int, Position> positions_;  // by partition; written by the thread alone, under the mutex
    std::jthread thread_;
};

}  // namespace aquacis::platform
