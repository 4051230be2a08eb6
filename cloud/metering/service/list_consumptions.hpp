#pragma once
// What each meter of a campaign consumed, page by page; a page never ends between two meters of a contract.

#include <string>
#include <vector>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct ConsumptionQuestion {
    std::string campaign_id;
    int page_size = 0;       // contracts, 1 to 1000; 0 is 500
    std::string page_token;  // next_page_token of the answer before
};

struct ConsumptionList {
    std::vector<Consumption> consumptions;
    std::string next_page_token;  // empty after the last page
};

Result<ConsumptionList> list_consumptions(const Context& context, const platform::Caller& caller,
                                          const ConsumptionQuestion& question);

}  // namespace aquacis::metering
