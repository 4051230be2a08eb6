#pragma once
// Campaigns and the consumption of each meter in them.

#include <optional>
#include <span>
#include <vector>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::metering {

// A campaign is closed while the campaigns are shared, and what a closing may be reading is changed while they are
// held. Until the transaction ends. False: a closing goes on.
void share_campaigns(platform::Transaction& tx);
bool try_hold_campaigns(platform::Transaction& tx);

// False when the zone and period have one in force: whoever claims first closes it.
bool claim_campaign(platform::Transaction& tx, const Campaign& campaign, const std::string& closed_by);
std::optional<Campaign> find_campaign(platform::Transaction& tx, const CampaignId& id);
std::optional<Campaign> hold_campaign(platform::Transaction& tx, const CampaignId& id);  // and locks its row
std::optional<Campaign> find_campaign_of(platform::Transaction& tx, const std::string& zone, Period period);
int count_voided(platform::Transaction& tx, const std::string& zone, Period period);
// The latest period after this one in which a meter of the zone was already closed.
std::optional<Period> find_later_campaign(platform::Transaction& tx, const Campaign& campaign);
// The last closed period of a meter of the zone, when it is not the one before this.
std::optional<Period> find_gap(platform::Transaction& tx, const Campaign& campaign);

void set_campaign_run(platform::Transaction& tx, const CampaignId& id, const std::optional<BillingRunId>& run);
struct CampaignVoid {
    std::string by, reason;
    Instant at;
};
void void_campaign(platform::Transaction& tx, const CampaignId& id, const CampaignVoid& given);
// A later period in which one of its meters was closed.
std::optional<Period> find_later_consumption(platform::Transaction& tx, const CampaignId& id);
// The period that a reading of the meter closes or begins.
std::optional<Period> find_billing_use(platform::Transaction& tx, const MeterId& meter, Instant taken_at);
std::optional<Instant> find_billed_until(platform::Transaction& tx, const MeterId& meter);

// The next meters, by rising id, that have no consumption in the period yet.
std::vector<CampaignFacts> find_campaign_facts(platform::Transaction& tx, const Campaign& campaign,
                                               const MeterId& after, int limit);
void insert_consumptions(platform::Transaction& tx, const Campaign& campaign,
                         std::span<const Consumption> consumptions);
void finish_campaign(platform::Transaction& tx, const Campaign& campaign);

// Of the next contracts by rising id, each with all its meters.
std::vector<Consumption> list_consumptions(platform::Transaction& tx, const CampaignId& campaign,
                                           const ContractId& after, int contracts);

}  // namespace aquacis::metering
