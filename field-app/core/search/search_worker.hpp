#pragma once
// Runs searches on a thread of its own. A new query interrupts the one under way: only the last one is answered.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "field-app/core/search/searcher.hpp"

namespace aquacis::office {

class SearchWorker {
public:
    using Listener = std::function<void(SearchAnswer)>;
    // The listener is called on the worker's thread.
    SearchWorker(const sqlite::File& file, Listener listener);
    ~SearchWorker();
    SearchWorker(const SearchWorker&) = delete;
    SearchWorker& operator=(const SearchWorker&) = delete;
    void ask(std::string query);

private:
    void run();

    Searcher searcher_;
    Listener listener_;
    std::mutex mutex_;
    std::condition_variable asked_;
    std::optional<std::string> waiting_;
    bool searching_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace aquacis::office
