#pragma once
// How long to wait before the next attempt: doubling, with jitter, so that a thousand nodes do not come back together.

#include <algorithm>
#include <chrono>

#include "base/uuid.hpp"

namespace aquacis {

class Backoff {
public:
    struct Range {  // the most counts when it is the smaller of the two
        std::chrono::milliseconds least{1'000};
        std::chrono::milliseconds most{60'000};
    };
    Backoff(Range range, RandomBits random)
        : range_{std::min(range.least, range.most), range.most}, random_(std::move(random)), ceiling_(range_.least) {}

    // Between half of the ceiling and the ceiling; the ceiling doubles up to the most.
    std::chrono::milliseconds next() {
        const auto half = ceiling_ / 2;
        const auto jitter = random_() % static_cast<std::uint64_t>((ceiling_ - half).count() + 1);
        ceiling_ = std::min(range_.most, ceiling_ * 2);
        return half + std::chrono::milliseconds(static_cast<std::int64_t>(jitter));
    }
    void reset() { ceiling_ = range_.least; }

private:
    Range range_;
    RandomBits random_;
    std::chrono::milliseconds ceiling_;
};

}  // namespace aquacis
