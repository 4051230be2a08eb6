#pragma once
// The one thread that touches the spool's file. Entries queue up and are committed in groups; a full queue makes the caller
// wait, and through it the receiver's socket.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

struct SpoolThreadSettings {
    std::size_t group_rows = 200;                  // a commit at this many entries,
    std::chrono::milliseconds group_wait{50};      // or this long after the first
    std::size_t largest_group = 1'000;             // when the disk lags and more has queued up
    std::size_t max_waiting = 4'000;
    std::chrono::milliseconds retry{1'000};        // after a full disk
    std::chrono::milliseconds housekeeping{1'000};
};

// The wall clock, or nothing while it is not to be believed.
using KnownTime = std::function<std::optional<Instant>()>;

class SpoolThread {
public:
    SpoolThread(std::unique_ptr<Spool> spool, SpoolThreadSettings settings, KnownTime known_time);
    ~SpoolThread();  // commits what waits
    SpoolThread(const SpoolThread&) = delete;
    SpoolThread& operator=(const SpoolThread&) = delete;

    void append(SpoolEntry entry);  // waits while the queue is full
    void let_go();                  // the disk takes nothing and the node must end: append() waits no more
    void flush();                   // returns when all that was appended before is durable
    // Runs on the spool's thread, after what was appended before is durable.
    void call(const std::function<void(Spool&)>& step);

    SpoolCounts counts() const;
    std::size_t waiting() const;
    std::int64_t commits() const;
    bool healthy() const;  // the last commit succeeded

private:
    void run();
    bool wait_for_group(std::unique_lock<std::mutex>& lock);
    void commit_group(std::unique_lock<std::mutex>& lock);
    void try_commit(std::span<const SpoolEntry> group);
    void run_calls(std::unique_lock<std::mutex>& lock);
    void keep_house(std::unique_lock<std::mutex>& lock);

    struct Call {
        const std::function<void(Spool&)>* step;
        std::uint64_t after;  // entries that must be durable before it runs
        bool done = false;
        std::exception_ptr fault;
    };

    std::unique_ptr<Spool> spool_;
    const SpoolThreadSettings settings_;
    const KnownTime known_time_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable progress_;
    std::deque<SpoolEntry> queue_;
    std::deque<Call*> calls_;
    std::uint64_t appended_ = 0;
    std::uint64_t durable_ = 0;
    std::chrono::steady_clock::time_point first_waits_since_{};
    std::chrono::steady_clock::time_point next_housekeeping_{};
    SpoolCounts counts_;
    std::int64_t commits_ = 0;
    bool healthy_ = true;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace aquacis::edge
