#pragma once
// Campaigns and the consumption of each meter in them.

#include <optional>
#include <span>
#include <vector>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::metering {

// False when it exists: whoever claims first closes it.
bool claim_campaign(platform::Transaction& tx, const Campaign& campaign);
std::optional<Campaign> find_campaign(platform::Transaction& tx, const CampaignId& id);
// The latest period after this one in which a meter of the zone was already closed.
std::optional<Period> find_later_campaign(platform::Transaction& tx, const Campaign& campaign);

// The next meters, by rising id, that have no consumption in the period yet.
std::vector<CampaignFacts> find_campaign_facts(platform::Transaction& tx, const Campaign& campaign,
                                               const MeterId& after, int limit);
void insert_consumptions(platform::Transaction& tx, const Campaign& campaign,
                         std::span<const Consumption> consumptions);
void finish_campaign(platform::Transaction& tx, const Campaign& campaign);

std::vector<Consumption> list_consumptions(platform::Transaction& tx, const CampaignId& campaign, const MeterId& after,
                                           int limit);

}  // namespace aquacis::metering
