#pragma once
// Event <-> the bytes of aquacis.event.v1.Envelope: what outbox and log tables hold.

#include <string>
#include <string_view>

#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

std::string serialize_envelope(const Event& event);
Event parse_envelope(std::string topic, std::string key,
                     std::string_view bytes);  // throws when they are not an envelope

}  // namespace aquacis::platform
