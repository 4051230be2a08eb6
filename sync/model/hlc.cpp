#include "sync/model/hlc.hpp"

#include <algorithm>
#include <limits>

namespace aquacis::sync {

Hlc next_stamp(Hlc last, Instant now) {
    const std::int64_t wall = to_microseconds(now);
    if (wall > last.wall_us) return {wall, 0};
    if (last.counter == std::numeric_limits<std::uint32_t>::max()) return {last.wall_us + 1, 0};
    return {last.wall_us, last.counter + 1};
}

Hlc observe(Hlc last, Hlc seen) { return std::max(last, seen); }

Hlc clamp_ahead(Hlc stamp, Instant server_now) {
    const std::int64_t most = to_microseconds(server_now + hlc_ahead_limit);
    return stamp.wall_us <= most ? stamp : Hlc{most, 0};
}

}  // namespace aquacis::sync
