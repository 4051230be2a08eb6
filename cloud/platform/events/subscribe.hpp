#pragma once
// A consumer of one kind of message: the topic is the message's own, and each payload is parsed once, before the
// handler.

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cloud/platform/events/subscription.hpp"

namespace aquacis::platform {

template <class Message>
struct Typed {
    const LoggedEvent& logged;
    Message message;
};

std::string topic_of(const google::protobuf::Message& message);  // its proto's option
// Throws UnreadableEvent when the payload is not such a message.
void parse_payload(const Event& event, google::protobuf::Message& message);

template <class Message>
using Batch = std::span<const Typed<Message>>;  // never empty

// A handler throws UnreadableEvent for what it cannot take.
//   subscribe<ContractCreated>("billing", [](Transaction& tx, Batch<ContractCreated> events) { … });
template <class Message>
Subscription subscribe(std::string group,
                       std::type_identity_t<std::function<void(Transaction&, Batch<Message>)>> handler) {
    const auto handle = [handler = std::move(handler)](Transaction& tx, std::span<const LoggedEvent> batch) {
        std::vector<Typed<Message>> events;
        events.reserve(batch.size());
        for (const LoggedEvent& logged : batch) {
            events.push_back({logged, {}});
            parse_payload(logged.event, events.back().message);
        }
        handler(tx, events);
    };
    return {.group = std::move(group), .topic = topic_of(Message()), .handle = handle};
}

}  // namespace aquacis::platform
