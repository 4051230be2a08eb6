#include "edge-node/spool/time_keeper.hpp"

#include <algorithm>

namespace aquacis::edge {

namespace {
constexpr std::chrono::hours backwards_allowed{24};  // a clock corrected by a little is still a set clock
}

std::optional<Instant> TimeKeeper::known() const {
    const Instant now = clock_.now();
    if (now < std::max(never_before, floor_ - backwards_allowed)) return std::nullopt;
    return now;
}

Moment TimeKeeper::now() const {
    const auto wall = known();
    return {wall.value_or(Instant{}), wall ? TimeQuality::synced : TimeQuality::unknown, uptime_()};
}

}  // namespace aquacis::edge
