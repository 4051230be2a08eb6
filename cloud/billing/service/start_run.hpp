#pragma once
// Starts the run of a zone and period on its campaign, which becomes the run's. The same again says how it stands; when
// it is completed and left contracts without a bill, it goes over them once more.

#include <string>

#include "cloud/billing/service/context.hpp"

namespace aquacis::billing {

struct RunRequest {
    std::string zone, period, campaign_id, issue_date, due_date;
};
Result<RunStatus> start_run(const Context& context, const platform::Caller& caller, const RunRequest& request);

}  // namespace aquacis::billing
