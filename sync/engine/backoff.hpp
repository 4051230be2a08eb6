#pragma once
// How long to wait before the next attempt: doubling, with jitter, so that a hundred tills do not come back together.

#include <algorithm>
#include <chrono>

#include "base/uuid.hpp"

namespace aquacis::sync {

class Backoff {
public:
    struct Range {
        std::chrono::milliseconds least;
        std::chrono::milliseconds most;
    };
    Backoff(Range range, RandomBits random) : range_(range), random_(std::move(random)), ceiling_(range.least) {}

    void reset() { ceiling_ = range_.least; }
    // Between half of the ceiling and the ceiling; the ceiling doubles up to the most.
    std::chrono::milliseconds next() {
        const auto half = ceiling_ / 2;
        const auto pause = half + std::chrono::milliseconds(random_() % static_cast<std::uint64_t>((ceiling_ - half).count() + 1));
        ceiling_ = std::min(range_.most, ceiling_ * 2);
        return pause;
    }

private:
    Range range_;
    RandomBits random_;
    std::chrono::milliseconds ceiling_;
};

}  // namespace aquacis::sync
