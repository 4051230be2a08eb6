#pragma once
// The one thread that touches the spool's file. Entries queue up, are taken in by groups and written when the first of
// them must be durable; a full queue makes the caller wait, and through it the receiver's socket.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

// How long an entry may be in memory alone. A commit writes whole pages, and the file system its journal: at two
// thousand meters that speak once an hour, one a reading would write hundreds of times the reading. A radio meter is
// heard again within its hour, and what thinning knows of it is not written before the reading; a power cut therefore
// costs a reading only if it outlasts the hour.
struct SpoolThreadSettings {
    std::size_t group_rows = 1'000;            // a commit at this many rows,
    std::chrono::milliseconds group_wait{50};  // or this long after an alarm, or what else changes what the node knows,
    std::chrono::milliseconds once_wait{2'000};          // a reading that nothing will say again,
    std::chrono::milliseconds billing_wait{300'000};     // a billing reading,
    std::chrono::milliseconds interval_wait{1'200'000};  // an interval, a sealed telegram, a removal, a better RSSI
    std::chrono::milliseconds marks_every{21'600'000};   // what thinning must know after a restart
    std::size_t largest_group = 1'000;                   // when the disk lags and more has queued up
    std::size_t max_waiting = 4'000;
    std::chrono::milliseconds retry{1'000};  // after a full disk
    std::chrono::milliseconds housekeeping{1'000};
};

// The wall clock, or nothing while it is not to be believed.
using KnownTime = std::function<std::optional<Instant>()>;

class SpoolThread {
public:
    SpoolThread(std::unique_ptr<Spool> spool, SpoolThreadSettings settings, KnownTime known_time);
    ~SpoolThread();  // writes what waits
    SpoolThread(const SpoolThread&) = delete;
    SpoolThread& operator=(const SpoolThread&) = delete;

    // Waits while the queue is full. A removal never waits, and goes before what is queued: it makes room, also on a
    // full disk.
    void append(SpoolEntry entry);
    void let_go();  // the disk takes nothing and the node must end: append() waits no more
    void flush();   // returns when all that was appended before is durable
    // Both run on the spool's thread: call() after what was appended before is durable, look() as soon as may be, with
    // what is taken in. After let_go() they may return without having run.
    void call(const std::function<void(Spool&)>& step);
    void look(const std::function<void(Spool&)>& step);
    // call(), but false, without having run, when the disk does not take what was appended before.
    bool call_if_durable(const std::function<void(Spool&)>& step);

    SpoolCounts counts() const;
    std::size_t waiting() const;
    std::int64_t commits() const;
    bool healthy() const;  // the last commit succeeded

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Call {
        const std::function<void(Spool&)>* step;
        std::uint64_t after;                                          // entries that must be durable before it runs
        std::uint64_t after_removals;                                 // and removals
        enum class When { durable, given_up } until = When::durable;  // given_up: or when a write fails
        bool done = false;
        bool gave_up = false;
        std::exception_ptr fault{};
    };

    void run();
    void wait_for_work(std::unique_lock<std::mutex>& lock);
    bool can_take_in(Time now) const;
    bool must_write(Time now);
    bool is_full() const { return spool_->unwritten() >= settings_.max_waiting; }
    bool is_ready(const Call& call) const;
    bool can_call() const;
    void take_in(std::unique_lock<std::mutex>& lock);
    void write(std::unique_lock<std::mutex>& lock);
    void write_now(Spool::Marks marks);
    void give_up_calls();
    enum class Patience : std::size_t { at_once, once, billing, interval };
    Patience patience_of(const SpoolEntry& entry) const;
    std::chrono::milliseconds wait_of(Patience patience) const;
    void note_due(const SpoolEntry& entry, Time now);
    Time write_by();
    void wait_done(std::unique_lock<std::mutex>& lock, Call& call);
    void run_calls(std::unique_lock<std::mutex>& lock);
    void keep_house(std::unique_lock<std::mutex>& lock);

    std::unique_ptr<Spool> spool_;
    const SpoolThreadSettings settings_;
    const KnownTime known_time_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable progress_;
    std::deque<SpoolEntry> queue_;
    std::deque<SpoolEntry> removals_;
    std::deque<Call*> calls_;
    struct Progress {
        std::uint64_t appended = 0;
        std::uint64_t taken_in = 0;
        std::uint64_t durable = 0;
    };
    Progress entries_;
    Progress removed_;
    Time first_waits_since_{};
    struct Due {
        Time by;
        std::int64_t row;  // 0: no reading, due whatever becomes of readings
    };
    std::array<std::deque<Due>, 4> due_;  // by patience, each in order of time
    Time retry_at_{};
    Time marks_by_{};
    Time next_housekeeping_{};
    SpoolCounts counts_;
    std::int64_t commits_ = 0;
    bool healthy_ = true;
    bool stopping_ = false;
    bool ended_ = false;
    std::thread thread_;
};

}  // namespace aquacis::edge
