#include "cloud/metering/wire/published_campaign_completed.hpp"

namespace aquacis::metering {

v1::ReadingCampaignCompleted campaign_completed(const Campaign& campaign) {
    v1::ReadingCampaignCompleted message;
    message.set_campaign_id(campaign.id.to_string());
    message.set_zone_id(campaign.zone);
    message.set_period(campaign.period.to_string());
    message.set_meters(campaign.meters);
    return message;
}

}  // namespace aquacis::metering
