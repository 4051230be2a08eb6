#pragma once
// The same work over many items on a few threads.

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <vector>

namespace aquacis::fiscal {

struct LaneItem {
    std::size_t lane;
    std::size_t item;
};

// Calls `work` once for each item; the caller's thread is lane 0. What a lane throws is thrown here after all have
// ended.
inline void run_lanes(std::size_t lanes, std::size_t items, const std::function<void(LaneItem)>& work) {
    std::atomic<std::size_t> next{0};
    const auto run = [&](std::size_t lane) {
        for (std::size_t item = next++; item < items; item = next++)
            work({lane, item});
    };
    std::vector<std::future<void>> others;
    for (std::size_t lane = 1; lane < lanes && lane < items; ++lane)
        others.push_back(std::async(std::launch::async, run, lane));
    std::exception_ptr fault;
    try {
        run(0);
    } catch (...) {
        fault = std::current_exception();
        next = items;
    }
    for (auto& other : others)
        other.wait();
    if (fault) std::rethrow_exception(fault);
    for (auto& other : others)
        other.get();
}

}  // namespace aquacis::fiscal
