#include "cloud/metering/wire/published_campaign_voided.hpp"

#include "aquacis/metering/v1/metering.pb.h"

namespace aquacis::metering {

platform::Event campaign_voided(const Campaign& campaign, const std::string& reason, const platform::Caller& caller,
                                const Uuid& event_id, Instant now) {
    v1::ReadingCampaignVoided message;
    message.set_campaign_id(campaign.id.to_string());
    message.set_zone_id(campaign.zone);
    message.set_period(campaign.period.to_string());
    message.set_reason(reason);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "metering",
                                          .aggregate_type = "campaign",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::metering
