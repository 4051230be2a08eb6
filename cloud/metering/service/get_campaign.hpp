#pragma once
// A campaign as it stands: closed or voided, and whose run claimed it.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

Result<Campaign> get_campaign(const Context& context, const platform::Caller& caller, const std::string& campaign_id);

// What every call that names a campaign may be refused with.
Result<CampaignId> parse_campaign_id(const std::string& text);
Refusal no_campaign();
// Of every call that changes what a closing may be reading.
Refusal closing_goes_on();

}  // namespace aquacis::metering
