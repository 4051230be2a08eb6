#include "edge-node/spool/spool_thread.hpp"

#include <algorithm>
#include <utility>

#include "base/log/log.hpp"

namespace aquacis::edge {

using std::chrono::steady_clock;

SpoolThread::SpoolThread(std::unique_ptr<Spool> spool, SpoolThreadSettings settings, KnownTime known_time)
    : spool_(std::move(spool)), settings_(settings), known_time_(std::move(known_time)), counts_(spool_->counts()) {
    next_housekeeping_ = steady_clock::now() + settings_.housekeeping;
    marks_by_ = steady_clock::now() + settings_.marks_every;
    thread_ = std::thread([this] { run(); });
}

SpoolThread::~SpoolThread() {
    let_go();
    thread_.join();
}

void SpoolThread::let_go() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    work_.notify_all();
    progress_.notify_all();
}

void SpoolThread::append(SpoolEntry entry) {
    std::unique_lock lock(mutex_);
    const bool removes = std::holds_alternative<RemoveRows>(entry);
    if (!removes) progress_.wait(lock, [&] { return queue_.size() < settings_.max_waiting || stopping_; });
    if (queue_.empty() && removals_.empty()) first_waits_since_ = steady_clock::now();
    ++(removes ? removed_ : entries_).appended;
    auto& queue = removes ? removals_ : queue_;
    queue.push_back(std::move(entry));
    if (queue.size() == 1 || queue.size() == settings_.group_rows) work_.notify_one();
}

void SpoolThread::flush() {
    call([](Spool&) {});
}

void SpoolThread::call(const std::function<void(Spool&)>& step) {
    std::unique_lock lock(mutex_);
    Call call{&step, entries_.appended, removed_.appended};
    wait_done(lock, call);
}

void SpoolThread::look(const std::function<void(Spool&)>& step) {
    std::unique_lock lock(mutex_);
    Call call{&step, 0, 0};
    wait_done(lock, call);
}

bool SpoolThread::call_if_durable(const std::function<void(Spool&)>& step) {
    std::unique_lock lock(mutex_);
    Call call{&step, entries_.appended, removed_.appended, Call::When::given_up};
    wait_done(lock, call);
    return call.done && !call.gave_up;
}

void SpoolThread::wait_done(std::unique_lock<std::mutex>& lock, Call& call) {
    calls_.push_back(&call);
    work_.notify_one();
    progress_.wait(lock, [&] { return call.done || ended_; });
    if (!call.done) std::erase(calls_, &call);
    if (call.fault) std::rethrow_exception(call.fault);
}

SpoolCounts SpoolThread::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}
std::size_t SpoolThread::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size() + removals_.size();
}
std::int64_t SpoolThread::commits() const {
    const std::lock_guard lock(mutex_);
    return commits_;
}
bool SpoolThread::healthy() const {
    const std::lock_guard lock(mutex_);
    return healthy_;
}

// The one thread that touches the file: rows in, a write for many, calls of others, tidying. It ends when all is
// written, or when the file cannot be written any more.
void SpoolThread::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wait_for_work(lock);
        if (can_take_in(steady_clock::now())) take_in(lock);
        if (must_write(steady_clock::now())) write(lock);
        run_calls(lock);
        keep_house(lock);
        if (stopping_ && calls_.empty() && ((queue_.empty() && removals_.empty()) || !healthy_)) break;
    }
    write(lock);  // with all that thinning must know
    if (!healthy_) log::error("spool.rows_not_written_at_the_end", {{"rows", spool_->unwritten() + queue_.size()}});
    ended_ = true;
    progress_.notify_all();
}

// Sleeps until the next thing is due: each reason to wake has its own time.
void SpoolThread::wait_for_work(std::unique_lock<std::mutex>& lock) {
    while (true) {
        const auto now = steady_clock::now();
        if (stopping_ || can_take_in(now) || must_write(now) || can_call() || now >= next_housekeeping_) return;
        auto until = next_housekeeping_;
        if ((!queue_.empty() || !removals_.empty()) && healthy_)
            until = std::min(until, first_waits_since_ + settings_.group_wait);
        if (!spool_->is_written()) until = std::min(until, std::max(write_by(), retry_at_));
        if (!healthy_) until = std::min(until, std::max(retry_at_, now));
        work_.wait_until(lock, until);
    }
}

// Nothing is thrown away when the disk is full: memory fills up to its limit, then the queue, then the receivers stop
// reading.
bool SpoolThread::can_take_in(Time now) const {
    if (removals_.empty() && (queue_.empty() || is_full())) return false;
    return stopping_ || is_full() || !calls_.empty() || queue_.size() >= settings_.group_rows ||
           now >= first_waits_since_ + settings_.group_wait;
}

// Written is what somebody waits for, what is enough for one write, or what has waited long enough; after a failed
// write, not before its pause is over.
bool SpoolThread::must_write(Time now) {
    if (now < retry_at_ && !stopping_) return false;
    if (!healthy_ && now >= retry_at_) return true;
    const bool asked = std::any_of(calls_.begin(), calls_.end(), [&](const Call* call) {
        return !is_ready(*call) && call->after <= entries_.taken_in && call->after_removals <= removed_.taken_in;
    });
    return asked || spool_->unwritten() >= settings_.group_rows || (!spool_->is_written() && now >= write_by());
}

bool SpoolThread::is_ready(const Call& call) const {
    return (call.after <= entries_.durable && call.after_removals <= removed_.durable) || (stopping_ && !healthy_);
}

bool SpoolThread::can_call() const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const Call* call) { return is_ready(*call); });
}

SpoolThread::Patience SpoolThread::patience_of(const SpoolEntry& entry) const {
    if (const auto* reading = std::get_if<KeepReading>(&entry)) {
        const RowClass row_class = class_of(reading->row);
        if (row_class == RowClass::alarm) return Patience::at_once;
        if (reading->heard_once) return Patience::once;
        return row_class == RowClass::billing ? Patience::billing : Patience::interval;
    }
    if (std::holds_alternative<KeepFormat>(entry) || std::holds_alternative<RemoveSealed>(entry))
        return Patience::at_once;
    return Patience::interval;
}

std::chrono::milliseconds SpoolThread::wait_of(Patience patience) const {
    switch (patience) {
        case Patience::at_once:
            return settings_.group_wait;
        case Patience::once:
            return settings_.once_wait;
        case Patience::billing:
            return settings_.billing_wait;
        case Patience::interval:
            return settings_.interval_wait;
    }
    return settings_.group_wait;
}

void SpoolThread::note_due(const SpoolEntry& entry, Time now) {
    const Patience patience = patience_of(entry);
    const auto* reading = std::get_if<KeepReading>(&entry);
    if (std::holds_alternative<RemoveRows>(entry) && !spool_->has_steps())
        return;  // it was of readings not written yet
    auto& due = due_[static_cast<std::size_t>(patience)];
    const std::int64_t row = reading == nullptr ? 0 : reading->row;
    if (row == 0 && !due.empty() && due.back().row == 0) return;  // the one before is due no later
    due.push_back({now + wait_of(patience), row});
}

// When the first of what is not written must be. What the cloud acknowledged meanwhile need never be written.
SpoolThread::Time SpoolThread::write_by() {
    Time by = Time::max();
    for (auto& due : due_) {
        while (!due.empty() && due.front().row != 0 && !spool_->is_unwritten(due.front().row))
            due.pop_front();
        if (!due.empty()) by = std::min(by, due.front().by);
    }
    return by;
}

void SpoolThread::take_in(std::unique_lock<std::mutex>& lock) {
    const std::size_t count = is_full() ? 0 : std::min(queue_.size(), settings_.largest_group);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<SpoolEntry> group(std::make_move_iterator(removals_.begin()), std::make_move_iterator(removals_.end()));
    const std::size_t removals = group.size();
    removals_.clear();
    group.insert(group.end(), std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
    const auto now = steady_clock::now();
    first_waits_since_ = now;
    lock.unlock();
    spool_->take_in(group);
    for (const SpoolEntry& entry : group)
        note_due(entry, now);
    lock.lock();
    entries_.taken_in += count;
    removed_.taken_in += removals;
    counts_ = spool_->counts();
    progress_.notify_all();
}

void SpoolThread::write(std::unique_lock<std::mutex>& lock) {
    const bool all_marks = stopping_ || steady_clock::now() >= marks_by_;
    const std::uint64_t entries = entries_.taken_in, removals = removed_.taken_in;
    lock.unlock();
    bool written = true;
    try {
        write_now(all_marks ? Spool::Marks::all : Spool::Marks::of_alarms);
    } catch (const sqlite::Error& fault) {
        written = false;
        log::error("spool.cannot_write",
                   {{"why", fault.what()}, {"rows_waiting", spool_->unwritten()}, {"full", fault.is_full()}});
    }
    lock.lock();
    counts_ = spool_->counts();
    healthy_ = written;
    const auto now = steady_clock::now();
    if (!written) {
        retry_at_ = now + settings_.retry;
        give_up_calls();
        return;
    }
    retry_at_ = {};
    for (auto& due : due_)
        due.clear();
    if (all_marks) marks_by_ = now + settings_.marks_every;
    entries_.durable = entries;
    removed_.durable = removals;
    ++commits_;
    progress_.notify_all();
}

void SpoolThread::give_up_calls() {
    std::erase_if(calls_, [&](Call* call) {
        if (call->until != Call::When::given_up || is_ready(*call)) return false;
        call->done = call->gave_up = true;
        return true;
    });
    progress_.notify_all();
}

void SpoolThread::write_now(Spool::Marks marks) {
    try {
        spool_->write(known_time_(), marks);
    } catch (const sqlite::Error& fault) {
        if (!fault.is_corrupt()) throw;
        spool_->set_aside(fault.what());
        spool_->write(known_time_(), marks);
    }
}

void SpoolThread::run_calls(std::unique_lock<std::mutex>& lock) {
    while (can_call()) {
        const auto ready = std::find_if(calls_.begin(), calls_.end(), [&](const Call* one) { return is_ready(*one); });
        Call* const call = *ready;
        calls_.erase(ready);
        lock.unlock();
        try {
            (*call->step)(*spool_);
        } catch (const sqlite::Error& fault) {
            call->fault = std::current_exception();
            if (fault.is_corrupt()) spool_->set_aside(fault.what());
        } catch (...) {
            call->fault = std::current_exception();
        }
        lock.lock();
        counts_ = spool_->counts();
        call->done = true;
        progress_.notify_all();
    }
}

void SpoolThread::keep_house(std::unique_lock<std::mutex>& lock) {
    if (steady_clock::now() < next_housekeeping_) return;
    lock.unlock();
    try {
        spool_->keep_limits(known_time_());
    } catch (const sqlite::Error& fault) {
        log::error("spool.housekeeping_failed", {{"why", fault.what()}});
        if (fault.is_corrupt()) spool_->set_aside(fault.what());
    }
    lock.lock();
    counts_ = spool_->counts();
    next_housekeeping_ = steady_clock::now() + settings_.housekeeping;
}

}  // namespace aquacis::edge
