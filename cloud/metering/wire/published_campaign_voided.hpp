#pragma once
// reading.campaign.voided: what the campaign closed is open again.

#include <string>

#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/campaign.hpp"

namespace aquacis::metering {

v1::ReadingCampaignVoided campaign_voided(const Campaign& campaign, const std::string& reason);

}  // namespace aquacis::metering
