#pragma once
// An event as the log carries it: the envelope's fields and the serialized payload.

#include <cstdint>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "cloud/platform/database/fault.hpp"

namespace google::protobuf {
class Message;
}

namespace aquacis::platform {

struct OperationRef {
    Uuid device;
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
};

struct Event {
    Uuid event_id;           // v7
    std::string topic;       // "invoice.generated"
    std::string key;         // the partition key: equal keys keep their order
    std::string event_type;  // the payload's full proto name
    std::string aggregate_id;
    std::string aggregate_type;  // "invoice"
    Instant timestamp;           // when it happened
    std::uint32_t version = 1;   // of the aggregate
    std::string source;          // the context that says it
    std::string correlation_id;
    AdministrationId administration;
    std::string traceparent;
    std::string payload;  // serialized event message
    std::optional<OperationRef> caused_by;
};

// Topic, key and aggregate are the message's, as its proto says them; the aggregate's id is the key.
struct EventOrigin {
    Uuid event_id;
    std::string source;
    Instant timestamp;
    AdministrationId administration;
    std::string correlation_id;
    std::optional<OperationRef> caused_by;
};
Event make_event(const google::protobuf::Message& payload, EventOrigin origin);

// 7 or 30, as the message's proto says; 30 when it says nothing or is not known here.
int retention_days_of(const std::string& event_type);

// Thrown by a handler for an event that it cannot take, however often it comes. Its text names the place and no value.
class UnreadableEvent final : public Unacceptable {
    using Unacceptable::Unacceptable;
};

}  // namespace aquacis::platform
