#include "base/http/workers.hpp"

#include <algorithm>
#include <stdexcept>

namespace aquacis::http {
namespace {

constexpr unsigned turns_until_the_last_is_first = 8;
constexpr std::size_t last = static_cast<std::size_t>(Priority::last);

}  // namespace

Workers::Workers(int threads, int most_waiting)
    : most_waiting_(static_cast<std::size_t>(most_waiting)), most_last_(std::max(1, threads / 2)) {
    for (int i = 0; i < threads; ++i)
        threads_.emplace_back([this] { run(); });
}

Workers::~Workers() { join(); }

bool Workers::put(Priority priority, Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (ended_ || count_ >= most_waiting_) return false;
        waiting_[static_cast<std::size_t>(priority)].push_back(std::move(job));
        ++count_;
    }
    changed_.notify_one();  // not under the lock: who wakes would wait for it at once
    return true;
}

void Workers::join() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

bool Workers::may_take(std::size_t priority) const {
    return !waiting_[priority].empty() && (priority != last || running_last_ < most_last_);
}

bool Workers::anything() const { return may_take(0) || may_take(1) || may_take(last); }

Workers::Waiting Workers::take() {
    const bool backwards = ++turn_ % turns_until_the_last_is_first == 0;
    for (std::size_t i = 0; i < priorities; ++i) {
        const std::size_t priority = backwards ? last - i : i;
        if (!may_take(priority)) continue;
        Waiting taken{static_cast<Priority>(priority), std::move(waiting_[priority].front())};
        waiting_[priority].pop_front();
        --count_;
        return taken;
    }
    throw std::logic_error("http: nothing waits");
}

// Takes jobs by their priority until there are none and none can come; of the last priority only a few run at once, so
// their end wakes whoever waits for that.
void Workers::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return anything() || (ended_ && count_ == 0); });
        if (!anything()) return;
        Waiting taken = take();
        const bool is_last = taken.priority == Priority::last;
        if (is_last) ++running_last_;
        lock.unlock();
        taken.job();
        taken.job = nullptr;  // what it held ends outside of the lock
        lock.lock();
        if (!is_last && !(ended_ && count_ == 0)) continue;
        if (is_last) --running_last_;
        changed_.notify_all();  // another of the last may begin, or all may go
    }
}

}  // namespace aquacis::http
