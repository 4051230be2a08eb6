#pragma once
// Hybrid logical clock: orders what people wrote in the same field on different nodes. For last-writer-wins only; money
// and work-order states never look at it. Laws: ALGEBRA.md, section 2.

#include <compare>
#include <cstdint>

#include "base/time.hpp"

namespace aquacis::sync {

struct Hlc {
    std::int64_t wall_us = 0;
    std::uint32_t counter = 0;
    friend constexpr auto operator<=>(const Hlc&, const Hlc&) = default;
};

// The next stamp of a node whose last one was `last`: greater than it, also when the node's clock went back.
Hlc next_stamp(Hlc last, Instant now);
// What a node holds as its last stamp after it saw one of another node.
Hlc observe(Hlc last, Hlc seen);

inline constexpr std::chrono::minutes hlc_ahead_limit{5};
// What the server compares by: a node whose clock runs more than five minutes ahead wins nothing by it.
Hlc clamp_ahead(Hlc stamp, Instant server_now);

}  // namespace aquacis::sync
