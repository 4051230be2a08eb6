#include "cloud/platform/events/event_log.hpp"

namespace aquacis::platform {

Proof prove(EventLog& log, const LogPosition& position, const Uuid& event) {
    const auto there = log.read(position.topic, position.partition, position.offset - 1, 1);
    if (!there.empty() && there.front().offset == position.offset)
        return there.front().event.event_id == event ? Proof::held : Proof::set_back;
    return log.end(position.topic, position.partition) < position.offset ? Proof::set_back : Proof::dropped;
}

}  // namespace aquacis::platform
