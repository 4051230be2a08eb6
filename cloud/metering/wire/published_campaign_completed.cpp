#include "cloud/metering/wire/published_campaign_completed.hpp"

#include "aquacis/metering/v1/metering.pb.h"

namespace aquacis::metering {

platform::Event campaign_completed(const Campaign& campaign, const platform::Caller& caller, const Uuid& event_id,
                                   Instant now) {
    v1::ReadingCampaignCompleted message;
    message.set_campaign_id(campaign.id.to_string());
    message.set_zone_id(campaign.zone);
    message.set_period(campaign.period.to_string());
    message.set_meters(campaign.meters);
    return platform::make_event(message, {.event_id = event_id,
                                          .source = "metering",
                                          .aggregate_type = "campaign",
                                          .timestamp = now,
                                          .administration = caller.administration,
                                          .correlation_id = caller.correlation_id,
                                          .caused_by = std::nullopt});
}

}  // namespace aquacis::metering
