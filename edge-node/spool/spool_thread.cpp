#include "edge-node/spool/spool_thread.hpp"

#include <algorithm>
#include <utility>

#include "base/log/log.hpp"

namespace aquacis::edge {

using std::chrono::steady_clock;

SpoolThread::SpoolThread(std::unique_ptr<Spool> spool, SpoolThreadSettings settings, KnownTime known_time)
    : spool_(std::move(spool)), settings_(settings), known_time_(std::move(known_time)), counts_(spool_->counts()) {
    next_housekeeping_ = steady_clock::now() + settings_.housekeeping;
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
    progress_.wait(lock, [&] { return queue_.size() < settings_.max_waiting || stopping_; });
    if (queue_.empty()) first_waits_since_ = steady_clock::now();
    queue_.push_back(std::move(entry));
    ++appended_;
    if (queue_.size() == 1 || queue_.size() == settings_.group_rows) work_.notify_one();
}

void SpoolThread::flush() {
    call([](Spool&) {});
}

void SpoolThread::call(const std::function<void(Spool&)>& step) {
    std::unique_lock lock(mutex_);
    Call call{&step, appended_, false, nullptr};
    calls_.push_back(&call);
    work_.notify_one();
    progress_.wait(lock, [&] { return call.done; });
    if (call.fault) std::rethrow_exception(call.fault);
}

SpoolCounts SpoolThread::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}
std::size_t SpoolThread::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}
std::int64_t SpoolThread::commits() const {
    const std::lock_guard lock(mutex_);
    return commits_;
}
bool SpoolThread::healthy() const {
    const std::lock_guard lock(mutex_);
    return healthy_;
}

void SpoolThread::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        if (!wait_for_group(lock)) return;
        if (!queue_.empty()) commit_group(lock);
        run_calls(lock);
        keep_house(lock);
    }
}

// False: it is time to end and nothing waits.
bool SpoolThread::wait_for_group(std::unique_lock<std::mutex>& lock) {
    while (true) {
        if (stopping_ || !calls_.empty() || queue_.size() >= settings_.group_rows) break;
        const auto now = steady_clock::now();
        const auto group_due = first_waits_since_ + settings_.group_wait;
        if ((!queue_.empty() && now >= group_due) || now >= next_housekeeping_) break;
        work_.wait_until(lock, queue_.empty() ? next_housekeeping_ : std::min(group_due, next_housekeeping_));
    }
    return !(stopping_ && queue_.empty() && calls_.empty());
}

void SpoolThread::commit_group(std::unique_lock<std::mutex>& lock) {
    std::vector<SpoolEntry> group;
    const std::size_t count = std::min(queue_.size(), settings_.largest_group);
    group.reserve(count);
    std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(group));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    first_waits_since_ = steady_clock::now();
    lock.unlock();
    while (true) {
        try {
            try_commit(group);
            break;
        } catch (const sqlite::Error& fault) {
            // Nothing is thrown away: the queue behind fills and the receivers stop reading until there is room again.
            log::error("spool.cannot_write", {{"why", fault.what()}, {"rows_waiting", group.size()}, {"full", fault.is_full()}});
            lock.lock();
            healthy_ = false;
            work_.wait_for(lock, settings_.retry, [&] { return stopping_; });
            const bool give_up = stopping_;
            lock.unlock();
            if (give_up) {
                log::error("spool.rows_not_written_at_the_end", {{"rows", group.size()}});
                break;
            }
        }
    }
    lock.lock();
    healthy_ = true;
    durable_ += count;
    ++commits_;
    counts_ = spool_->counts();
    progress_.notify_all();
}

void SpoolThread::try_commit(std::span<const SpoolEntry> group) {
    try {
        spool_->commit(group, known_time_());
    } catch (const sqlite::Error& fault) {
        if (!fault.is_corrupt()) throw;
        spool_->set_aside(fault.what());
        spool_->commit(group, known_time_());
    }
}

void SpoolThread::run_calls(std::unique_lock<std::mutex>& lock) {
    while (!calls_.empty() && calls_.front()->after <= durable_) {
        Call* const call = calls_.front();
        calls_.pop_front();
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
