#pragma once
// State change and event in one transaction: publish() writes the outbox row, the relay moves it to the log after the
// commit.

#include <span>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

void publish(Transaction& transaction, const Event& event);
void publish(Transaction& transaction, std::span<const Event> events);  // one statement

}  // namespace aquacis::platform
