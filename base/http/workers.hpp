#pragma once
// A fixed number of threads that take what waits, by priority. Bounded.

#include <array>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/http/server.hpp"

namespace aquacis::http {

class Workers {
public:
    using Job = std::function<void()>;
    Workers(int threads, int most_waiting);
    ~Workers();  // joins
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    bool put(Priority priority, Job job);  // false: too many wait, or it has ended
    void join();                           // what waits is done first

private:
    struct Waiting {
        Priority priority;
        Job job;
    };
    void run();
    bool may_take(std::size_t priority) const;
    bool anything() const;
    Waiting take();

    const std::size_t most_waiting_;
    const int most_last_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::array<std::deque<Job>, priorities> waiting_;
    std::size_t count_ = 0;
    int running_last_ = 0;
    unsigned turn_ = 0;
    bool ended_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace aquacis::http
