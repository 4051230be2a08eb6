#pragma once
// reading.campaign.completed: billing may start its run.

#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/campaign.hpp"

namespace aquacis::metering {

v1::ReadingCampaignCompleted campaign_completed(const Campaign& campaign);

}  // namespace aquacis::metering
