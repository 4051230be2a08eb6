#pragma once
// What a device asks of a context, asked there: on a thread that carries no stream.

#include <optional>

#include "aquacis/sync/v1/operations.pb.h"
#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/synchub/service/hub.hpp"

namespace aquacis::synchub {

// The grant, or in words why there is none. What the device holds from then on is kept here before it is told. Nothing:
// it is asked again.
std::optional<sync::v1::ServerMsg> ask_context(Hub& hub, const DeviceRef& device,
                                               const sync::v1::GrantRequest& request);

}  // namespace aquacis::synchub
