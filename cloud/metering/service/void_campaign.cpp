#include "cloud/metering/service/void_campaign.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/wire/published_campaign_voided.hpp"
#include "cloud/platform/calls/request.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

Result<> check_free(platform::Transaction& tx, const Campaign& campaign) {
    if (campaign.claimed_by)
        return Refusal{RefusalKind::conflict, "metering.campaign_claimed", "campaign_id",
                       "La campaña ya es de la facturación " + campaign.claimed_by->to_string() + ".",
                       "Cancele primero esa facturación; si ya emitió recibos, corríjalos uno por uno."};
    if (const auto later = find_later_consumption(tx, campaign.id))
        return Refusal{RefusalKind::conflict, "metering.later_period_closed", "campaign_id",
                       "El periodo " + later->to_string() + " ya se cerró a partir de esta campaña.",
                       "Anule primero la campaña de " + later->to_string() + "."};
    return Done{};
}

}  // namespace

Result<Campaign> void_campaign(const Context& context, const platform::Caller& caller, const VoidRequest& request) {
    const auto id = parse_campaign_id(request.campaign_id);
    if (!id) return id.refusal();
    if (auto reason = platform::check_reason(request.reason); !reason) return reason.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        if (!try_hold_campaigns(tx)) return closing_goes_on();
        auto campaign = hold_campaign(tx, *id);
        if (!campaign) return no_campaign();
        if (campaign->voided) return *std::move(campaign);
        if (auto free = check_free(tx, *campaign); !free) return free.refusal();
        const Instant now = context.clock.now();
        void_campaign(tx, *id, {caller.subject, request.reason, now});
        campaign->voided = true;
        platform::publish(tx, {context.random, now, caller.correlation_id}, campaign_voided(*campaign, request.reason));
        return *std::move(campaign);
    });
}

}  // namespace aquacis::metering
