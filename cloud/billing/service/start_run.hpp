#pragma once
// Starts the run of a zone and period. The same again says how it stands; when it is completed and accounts were
// parked, it goes over the campaign once more for them.

#include <string>

#include "cloud/billing/service/context.hpp"
#include "cloud/billing/store/run_store.hpp"

namespace aquacis::billing {

struct RunRequest {
    std::string zone, period, campaign_id, issue_date, due_date;
};
struct RunStatus {
    Run run;
    RunTotals totals;
    std::vector<ParkedAccount> parked;  // the first 100
};

Result<RunStatus> start_run(const Context& context, const platform::Caller& caller, const RunRequest& request);
Result<RunStatus> get_run(const Context& context, const platform::Caller& caller, const std::string& run_id);

}  // namespace aquacis::billing
