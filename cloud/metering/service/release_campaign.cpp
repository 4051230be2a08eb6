#include "cloud/metering/service/release_campaign.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/store/campaign_store.hpp"

namespace aquacis::metering {

Result<Campaign> release_campaign(const Context& context, const platform::Caller& caller,
                                  const CampaignRelease& release) {
    const auto id = parse_campaign_id(release.campaign_id);
    if (!id) return id.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        auto campaign = hold_campaign(tx, *id);
        if (!campaign) return no_campaign();
        if (!campaign->claimed_by || campaign->claimed_by->to_string() != release.run_id) return *std::move(campaign);
        set_campaign_run(tx, *id, std::nullopt);
        campaign->claimed_by.reset();
        return *std::move(campaign);
    });
}

}  // namespace aquacis::metering
