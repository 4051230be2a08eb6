#pragma once
// A few threads for what may wait on the database or another context, so that gRPC's own threads never do. Those that
// carry streams wait on this context's own database alone: were they to ask another context, one that hangs would hold
// up every node's pongs. What asks goes by errands (errands.hpp) and the decider, and contexts.cpp holds it to that.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace aquacis::synchub {

class WorkPool {
public:
    enum class Carries { streams, errands };
    WorkPool(int threads, Carries carries);
    ~WorkPool();  // what has not begun is dropped
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;
    void post(std::function<void()> work);
    void stop();
    static bool carries_streams();  // the present thread

private:
    void run();
    const Carries carries_;
    std::mutex mutex_;
    std::condition_variable signal_;
    std::deque<std::function<void()>> waiting_;
    bool is_stopping_ = false;
    std::vector<std::thread> threads_;
};

// One after another, in order, on the pool's threads: what one stream does.
class Strand : public std::enable_shared_from_this<Strand> {
public:
    explicit Strand(WorkPool& pool) : pool_(pool) {}
    void post(std::function<void()> work);
    void close();  // drops what waits: it may hold the stream itself

private:
    void run();
    WorkPool& pool_;
    std::mutex mutex_;
    std::deque<std::function<void()>> waiting_;  // bounded by its stream: one message, one pump
    bool is_running_ = false;
    bool is_closed_ = false;
};

}  // namespace aquacis::synchub
