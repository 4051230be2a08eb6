#include "cloud/platform/events/event_log.hpp"

#include <algorithm>

namespace aquacis::platform {

Proof prove(EventLog& log, const LogPosition& position, const Uuid& event) {
    const auto there = log.read(position.topic, position.partition, position.offset - 1, 1);
    if (!there.empty() && there.front().offset == position.offset)
        return there.front().event.event_id == event ? Proof::held : Proof::set_back;
    return log.end(position.topic, position.partition) < position.offset ? Proof::set_back : Proof::dropped;
}

std::int64_t first_held(EventLog& log, const std::string& topic, int partition) {
    const std::int64_t next = std::max<std::int64_t>(log.end(topic, partition), 0) + 1;
    const auto first = log.read(topic, partition, before_all, 1);
    return first.empty() ? next : first.front().offset;
}

}  // namespace aquacis::platform
