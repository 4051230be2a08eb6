#pragma once
// How a run stands; once it is completed, with the table of what became of each contract.

#include <string>

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

Result<RunStatus> get_run(const Context& context, const platform::Caller& caller, const std::string& run_id);

// Within the caller's transaction.
RunStatus status_of(platform::Transaction& tx, Run run);
// What every call that names a run may be refused with.
Result<BillingRunId> parse_run_id(const std::string& text);
Refusal no_run();

}  // namespace aquacis::billing
