#pragma once
// What a context says of the events that it takes.

#include <functional>
#include <span>
#include <string>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::platform {

// A consumer of the log. Each batch is of one partition of one topic and one administration, a key's events in order,
// and is handled in one transaction of the context's database together with its inbox rows: each event takes effect
// once. What the handler refuses (UnreadableEvent, or data that the database cannot take) is set aside with its key and
// tried again after 1 s, 5 s and 30 s; then it is a dead letter. Any other fault waits until it is over.
struct Subscription {
    std::string group;  // "billing"; with the topic it names the offset
    std::string topic;
    int batch = 500;  // events at most
    std::function<void(Transaction&, std::span<const LoggedEvent>)> handle;
    // Of one administration; then its further events wait in the log, and no other's.
    std::int64_t most_set_aside = 100'000;
};

}  // namespace aquacis::platform
