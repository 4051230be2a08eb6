#pragma once
// Messages as the log gives them to a consumer, for tests that call a subscription's handler themselves.

#include <string>
#include <vector>

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

}  // namespace aquacis::test
