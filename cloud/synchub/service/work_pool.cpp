#include "cloud/synchub/service/work_pool.hpp"

namespace aquacis::synchub {
namespace {

thread_local bool this_thread_carries_streams = false;

}  // namespace

bool WorkPool::carries_streams() { return this_thread_carries_streams; }

WorkPool::WorkPool(int threads, Carries carries) : carries_(carries) {
    for (int i = 0; i < threads; ++i)
        threads_.emplace_back([this] { run(); });
}

WorkPool::~WorkPool() { stop(); }

void WorkPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
        waiting_.clear();
    }
    signal_.notify_all();
    for (std::thread& thread : threads_)
        if (thread.joinable()) thread.join();
}

void WorkPool::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (is_stopping_) return;
        waiting_.push_back(std::move(work));
    }
    signal_.notify_one();
}

void WorkPool::run() {
    this_thread_carries_streams = carries_ == Carries::streams;
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            signal_.wait(lock, [&] { return is_stopping_ || !waiting_.empty(); });
            if (is_stopping_) return;
            work = std::move(waiting_.front());
            waiting_.pop_front();
        }
        work();
    }
}

void Strand::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (is_closed_) return;
        waiting_.push_back(std::move(work));
        if (is_running_) return;
        is_running_ = true;
    }
    pool_.post([self = shared_from_this()] { self->run(); });
}

void Strand::close() {
    std::deque<std::function<void()>> dropped;  // destroyed outside of the lock
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    dropped.swap(waiting_);
}

void Strand::run() {
    std::function<void()> work;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) return;  // closed meanwhile
        work = std::move(waiting_.front());
        waiting_.pop_front();
    }
    work();
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
            is_running_ = false;
            return;
        }
    }
    pool_.post([self = shared_from_this()] { self->run(); });  // others take their turn between two of ours
}

}  // namespace aquacis::synchub
