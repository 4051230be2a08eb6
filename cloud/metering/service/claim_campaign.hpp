#pragma once
// A billing run takes a campaign for itself, so that nobody voids it under the run. The same run again changes nothing.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct CampaignClaim {
    std::string campaign_id, zone_id, period, run_id;
};
Result<Campaign> claim_campaign(const Context& context, const platform::Caller& caller, const CampaignClaim& claim);

}  // namespace aquacis::metering
