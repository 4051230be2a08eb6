#pragma once
// Through which operation of a device the feed holds the effects.

#include <span>

#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

inline bool note_seen(Transaction& tx, std::span<const Uuid> devices) {
    if (devices.empty()) return false;
    const PartitionHead head = lock_partition(tx);
    bool has_moved = false;
    for (const Uuid& device : devices)
        has_moved = advance_seen(tx, device, head.position) || has_moved;
    return has_moved;
}

}  // namespace aquacis::synchub
