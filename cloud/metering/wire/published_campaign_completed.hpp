#pragma once
// reading.campaign.completed: billing may start its run.

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {

platform::Event campaign_completed(const Campaign& campaign, const platform::Caller& caller, const Uuid& event_id,
                                   Instant now);

}  // namespace aquacis::metering
