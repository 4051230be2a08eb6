#pragma once
// State change and event in one transaction: publish() writes the outbox row, in one message with the statement that is
// asked next or with the commit; the relay moves it to the log after the commit.

#include <span>
#include <vector>

#include "base/uuid.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

// Why something happened, for the events that tell of it.
struct Cause {
    const RandomBits& random;  // for the events' ids; outlives the cause
    Instant now;
    std::string correlation_id{};
    std::optional<OperationRef> operation{};  // a node's, when one caused it
    std::optional<Instant> happened{};        // when that was not now
};

// For several of one kind that have each a cause of its own.
template <class Message>
struct Caused {
    Cause cause;
    Message message;
};

// A message that its proto names a topic, key and aggregate for. Its context is the package's, its administration the
// transaction's, and a field "version" is the aggregate's.
void publish(Transaction& transaction, const Cause& cause, const google::protobuf::Message& message);
template <class Message>
void publish(Transaction& transaction, const Cause& cause, const std::vector<Message>& messages);  // one statement
template <class Message>
void publish(Transaction& transaction, const std::vector<Caused<Message>>& messages);  // one statement

// What publish() stands on: a context has messages, and no events.
Event event_of(const Transaction& transaction, const Cause& cause, const google::protobuf::Message& message);
void insert_outbox(Transaction& transaction, std::span<const Event> events);  // one statement

std::int64_t outbox_depth(Pool& database);  // of all administrations

template <class Message>
void publish(Transaction& transaction, const Cause& cause, const std::vector<Message>& messages) {
    std::vector<Event> events;
    events.reserve(messages.size());
    for (const Message& message : messages)
        events.push_back(event_of(transaction, cause, message));
    insert_outbox(transaction, events);
}

template <class Message>
void publish(Transaction& transaction, const std::vector<Caused<Message>>& messages) {
    std::vector<Event> events;
    events.reserve(messages.size());
    for (const auto& [cause, message] : messages)
        events.push_back(event_of(transaction, cause, message));
    insert_outbox(transaction, events);
}

}  // namespace aquacis::platform
