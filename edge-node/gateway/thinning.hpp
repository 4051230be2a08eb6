#pragma once
// Which readings leave the gateway: of each meter one an hour (or another interval) by the reading's own time, the
// first of a local day as the day's billing reading, and at once whatever its status newly says.

#include <optional>

#include "edge-node/gateway/reading.hpp"
#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

struct ThinningSettings {
    std::chrono::minutes interval{60};
    std::chrono::minutes utc_offset = central_mexico;
};

// The class to keep it in and the mark after it; nothing: thinned away.
struct Kept {
    RowClass row_class;
    MeterMark mark;
};
std::optional<Kept> thin(const ThinningSettings& settings, const MeterMark& before, Instant at,
                         const Telegram& telegram);

}  // namespace aquacis::edge
