#include "field-app/viewmodels/print_queue.hpp"

#include "base/log/log.hpp"

namespace aquacis::office {
namespace {

Sent done(const PrintQueue::Work& work) {
    try {
        return work();
    } catch (const std::exception& fault) {
        log::error("print.failed", {{"problem", fault.what()}});
        return Sent::absent;
    }
}

}  // namespace

PrintQueue::PrintQueue(QObject* parent) : QObject(parent), thread_([this] { run(); }) {}

PrintQueue::~PrintQueue() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    added_.notify_one();
    thread_.join();
}

bool PrintQueue::add(Work work, Then then) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_waiting) return false;
        waiting_.push_back({std::move(work), std::move(then)});
    }
    added_.notify_one();
    return true;
}

void PrintQueue::run() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            added_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        const Sent sent = done(job.work);
        QMetaObject::invokeMethod(
            this, [then = std::move(job.then), sent] { then(sent); }, Qt::QueuedConnection);
    }
}

}  // namespace aquacis::office
