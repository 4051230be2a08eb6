#pragma once
// Between threads. A full queue makes the pusher wait: that is how a slow disk stops the reading of a socket.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace aquacis {

template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t most) : most_(most) {}

    bool push(T item) {  // false: closed
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return items_.size() < most_ || closed_; });
        if (closed_) return false;
        items_.push_back(std::move(item));
        if (items_.size() == 1) filled_.notify_one();
        return true;
    }

    bool push_within(T item, std::chrono::milliseconds at_most) {  // false: closed, or still full after that time
        std::unique_lock lock(mutex_);
        if (!room_.wait_for(lock, at_most, [&] { return items_.size() < most_ || closed_; }) || closed_) return false;
        items_.push_back(std::move(item));
        if (items_.size() == 1) filled_.notify_one();
        return true;
    }

    // What is there, up to `limit`, waiting for the first at most that long. Empty and closed(): nothing more comes.
    std::vector<T> pop(std::size_t limit, std::chrono::milliseconds at_most) {
        return pop_while([](const T&) { return true; }, limit, at_most);
    }

    // The same as long as `wanted` says so of the next one; the first is taken whatever it says.
    template <class Wanted>
    std::vector<T> pop_while(Wanted&& wanted, std::size_t limit, std::chrono::milliseconds at_most) {
        std::unique_lock lock(mutex_);
        filled_.wait_for(lock, at_most, [&] { return !items_.empty() || closed_; });
        std::vector<T> taken;
        while (!items_.empty() && taken.size() < limit && (wanted(items_.front()) || taken.empty())) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        if (!taken.empty()) room_.notify_all();
        if (!items_.empty()) filled_.notify_one();  // another taker may wait
        return taken;
    }

    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        filled_.notify_all();
        room_.notify_all();
    }
    bool closed() const {
        const std::lock_guard lock(mutex_);
        return closed_;
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }

private:
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable filled_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace aquacis
