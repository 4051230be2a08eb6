#pragma once
// reading.campaign.voided: what the campaign closed is open again.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {

platform::Event campaign_voided(const Campaign& campaign, const std::string& reason, const platform::Caller& caller,
                                const Uuid& event_id, Instant now);

}  // namespace aquacis::metering
