#pragma once
// Messages as the log gives them to a consumer, for tests that call a subscription's handler themselves; and what a
// context has published.

#include <string>
#include <vector>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/events/subscribe.hpp"
#include "cloud/platform/host/module.hpp"

namespace aquacis::test {

template <class Message>
platform::LoggedEvent logged(const Message& message, AdministrationId administration, int partition = 0) {
    platform::EventOrigin origin{};
    origin.administration = administration;
    return {platform::make_event(message, origin), partition, 0};
}

// What claims to be such a message and cannot be read.
template <class Message>
platform::LoggedEvent unreadable(AdministrationId administration) {
    platform::LoggedEvent event = logged(Message(), administration);
    event.event.payload = "\xFF\xFF\xFF";
    return event;
}

// Together, in one transaction of the administration.
inline void take(platform::Pool& database, AdministrationId administration, const platform::Subscription& subscription,
                 const std::vector<platform::LoggedEvent>& events) {
    database.run(administration, [&](platform::Transaction& tx) { subscription.handle(tx, events); });
}

template <class Message>
struct Published {
    platform::Event event;
    Message message;
};

// The outbox's messages of one kind, in order.
template <class Message>
std::vector<Published<Message>> published(platform::Pool& database, AdministrationId administration) {
    return database.run(administration, [](platform::Transaction& tx) {
        std::vector<Published<Message>> all;
        const std::string topic = platform::topic_of(Message());
        for (const auto& row :
             platform::run_sql(tx, "SELECT key, envelope FROM outbox WHERE topic = $1 ORDER BY id", topic)) {
            all.push_back({platform::parse_envelope(topic, row[0].c_str(), platform::from_bytea(row[1])), {}});
            platform::parse_payload(all.back().event, all.back().message);
        }
        return all;
    });
}

}  // namespace aquacis::test
