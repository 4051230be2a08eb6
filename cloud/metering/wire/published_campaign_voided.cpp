#include "cloud/metering/wire/published_campaign_voided.hpp"

namespace aquacis::metering {

v1::ReadingCampaignVoided campaign_voided(const Campaign& campaign, const std::string& reason) {
    v1::ReadingCampaignVoided message;
    message.set_campaign_id(campaign.id.to_string());
    message.set_zone_id(campaign.zone);
    message.set_period(campaign.period.to_string());
    message.set_reason(reason);
    return message;
}

}  // namespace aquacis::metering
