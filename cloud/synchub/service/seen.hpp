#pragma once
// Through which operation of a device the feed holds the effects.

#include <span>

#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

// An outcome that old waits for no event any longer: its effect went elsewhere (money without a contract), or it has
// none.
inline constexpr std::chrono::seconds effect_patience{10};

inline bool note_seen(Transaction& tx, std::span<const Uuid> devices, Instant now) {
    if (devices.empty()) return false;
    const PartitionHead head = lock_partition(tx);
    bool has_moved = false;
    for (const Uuid& device : devices)
        has_moved = advance_seen(tx, device, {now - effect_patience, head.position}) || has_moved;
    return has_moved;
}

}  // namespace aquacis::synchub
