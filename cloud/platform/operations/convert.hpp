#pragma once
// Outcomes <-> messages.

#include "aquacis/sync/v1/operation.pb.h"
#include "base/outcome.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::platform {

sync::v1::Outcome to_message(const OperationRef& key, const Outcome& outcome);
Outcome from_message(const sync::v1::Outcome& message);  // throws std::invalid_argument when it has no verdict

}  // namespace aquacis::platform
