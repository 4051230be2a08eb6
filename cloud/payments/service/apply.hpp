#pragma once
// A node's operation takes effect once: effect, outcome and events commit together under (device, epoch, seq), and the
// same question gets the same answer, also when the device asks it under another name.

#include <string>

#include "cloud/payments/domain/outcome.hpp"
#include "cloud/payments/service/context.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::payments {

struct NodeOperation {
    platform::OperationRef key;
    std::string type;  // "payments.payment.take"
    std::uint32_t version = 1;
    std::string body;
    std::string actor;  // the cashier
};

// Refused as unavailable when a newer program wrote it: it waits in its device's queue until this one is as new.
Result<Outcome> apply_operation(const Context& context, const platform::Caller& caller, const NodeOperation& operation);

}  // namespace aquacis::payments
