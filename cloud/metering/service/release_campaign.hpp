#pragma once
// The run that claimed the campaign was cancelled before it issued a bill. Nothing when it is another's.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct CampaignRelease {
    std::string campaign_id, run_id;
};
Result<Campaign> release_campaign(const Context& context, const platform::Caller& caller,
                                  const CampaignRelease& release);

}  // namespace aquacis::metering
