#pragma once
// A node's operation takes effect once and always has the same answer: effect, outcome and events are one transaction under the
// key (device, epoch, seq).

#include "aquacis/sync/v1/operation.pb.h"
#include "cloud/payments/service/context.hpp"

namespace aquacis::payments {

Result<sync::v1::Outcome> apply_operation(const Context& context, const platform::Caller& caller, const sync::v1::Operation& operation);

}  // namespace aquacis::payments
