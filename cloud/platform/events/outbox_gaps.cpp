#include "cloud/platform/events/outbox_gaps.hpp"

#include <iterator>

namespace aquacis::platform {

void OutboxGaps::observe(std::uint64_t oldest_running, std::uint64_t next_transaction) {
    oldest_running_ = oldest_running;
    for (auto& [from, gap] : gaps_)
        if (gap.horizon == 0) gap.horizon = next_transaction;
}

void OutboxGaps::saw(std::int64_t id) {
    if (id > highest_) {
        if (id > highest_ + 1) gaps_[highest_ + 1] = {id - 1, 0};
        highest_ = id;
        return;
    }
    const auto after = gaps_.upper_bound(id);
    if (after == gaps_.begin()) return;
    const auto found = std::prev(after);
    const auto [from, gap] = *found;
    if (id > gap.to) return;
    gaps_.erase(found);
    if (from < id) gaps_[from] = {id - 1, gap.horizon};
    if (id < gap.to) gaps_[id + 1] = gap;
}

void OutboxGaps::end_reading() {
    for (auto gap = gaps_.begin(); gap != gaps_.end();)
        gap = gap->second.horizon != 0 && gap->second.horizon <= oldest_running_ ? gaps_.erase(gap) : std::next(gap);
}

}  // namespace aquacis::platform
