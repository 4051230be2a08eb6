#pragma once
// A run that failed, or that waits after a fault, goes on at once from where it stopped.

#include <string>

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

Result<RunStatus> retry_run(const Context& context, const platform::Caller& caller, const std::string& run_id);

}  // namespace aquacis::billing
