#pragma once
// Chooses one billing reading for each meter of a zone (or of every zone) and closes the campaign. The same zone and
// period again gives the campaign that exists; a meter is closed once a period, its periods in order and none left out.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct CampaignOrder {
    std::string zone_id;
    std::string period;       // "2026-10"
    std::string cut_date;     // YYYY-MM-DD
    bool every_zone = false;  // said besides an empty zone: a forgotten zone closes nothing
};

Result<Campaign> close_campaign(const Context& context, const platform::Caller& caller, const CampaignOrder& order);

}  // namespace aquacis::metering
