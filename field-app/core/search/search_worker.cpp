#include "field-app/core/search/search_worker.hpp"

#include <sqlite3.h>

#include "base/log/log.hpp"

namespace aquacis::office {

SearchWorker::SearchWorker(const sqlite::File& file, Listener listener)
    : searcher_(file), listener_(std::move(listener)), thread_([this] { run(); }) {}

SearchWorker::~SearchWorker() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        if (searching_) searcher_.interrupt();
    }
    asked_.notify_one();
    thread_.join();
}

void SearchWorker::ask(std::string query) {
    {
        const std::lock_guard lock(mutex_);
        waiting_ = std::move(query);
        if (searching_) searcher_.interrupt();
    }
    asked_.notify_one();
}

// Answers the newest question alone: one that comes meanwhile makes the answer void. A fault is an empty answer,
// because somebody waits for it.
void SearchWorker::run() {
    for (;;) {
        std::string query;
        {
            std::unique_lock lock(mutex_);
            searching_ = false;
            asked_.wait(lock, [this] { return stopping_ || waiting_.has_value(); });
            if (stopping_) return;
            query = std::move(*waiting_);
            waiting_.reset();
            searching_ = true;
        }
        try {
            SearchAnswer answer = searcher_.find(query);
            const std::lock_guard lock(mutex_);
            if (!stopping_ && !waiting_) listener_(std::move(answer));
        } catch (const sqlite::Error& fault) {
            if ((fault.code & 0xFF) == SQLITE_INTERRUPT) continue;
            log::error("search.failed", {{"problem", fault.what()}});
            SearchAnswer nothing;  // whoever waits for an answer gets one
            nothing.query = query;
            const std::lock_guard lock(mutex_);
            if (!stopping_ && !waiting_) listener_(std::move(nothing));
        }
    }
}

}  // namespace aquacis::office
