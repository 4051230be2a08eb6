#pragma once
// Ends a run that has issued no bill and gives its campaign back. Repeated, it gives the campaign back again: so a
// cancellation that metering did not hear is ended by repeating it.

#include <string>

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

struct CancelRequest {
    std::string run_id, reason;
};
Result<RunStatus> cancel_run(const Context& context, const platform::Caller& caller, const CancelRequest& request);

}  // namespace aquacis::billing
