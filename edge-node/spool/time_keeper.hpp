#pragma once
// A gateway may start in 1970 and learn the time an hour later. Until then its moments are counted on the monotonic
// clock.

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "base/time.hpp"
#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

using Uptime = std::function<std::int64_t()>;  // microseconds of a monotonic clock

class TimeKeeper {
public:
    // The wall clock is believed once it is not before `floor`: the newest time this node was ever sure of.
    TimeKeeper(const Clock& clock, Uptime uptime, Instant floor)
        : clock_(clock), uptime_(std::move(uptime)), floor_(floor) {}

    std::optional<Instant> known() const;
    Moment now() const;
    std::int64_t uptime_us() const { return uptime_(); }

private:
    const Clock& clock_;
    const Uptime uptime_;
    const Instant floor_;
};

// No node was built before this day: a clock that says so has not been set.
inline constexpr Instant never_before = std::chrono::sys_days(std::chrono::year(2025) / 1 / 1);

}  // namespace aquacis::edge
