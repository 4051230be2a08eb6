#include "cloud/metering/service/claim_campaign.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/store/campaign_store.hpp"

namespace aquacis::metering {
namespace {

Refusal conflict(std::string code, std::string field, std::string message, std::string remedy) {
    return {RefusalKind::conflict, "metering." + code, std::move(field), std::move(message), std::move(remedy)};
}

Result<> check_claim(const Campaign& campaign, const CampaignClaim& claim, const BillingRunId& run) {
    if (campaign.voided)
        return conflict("campaign_voided", "campaign_id", "La campaña fue anulada.",
                        "Cierre de nuevo la zona y el periodo, y use la campaña que resulte.");
    if (campaign.zone != claim.zone_id)
        return conflict("campaign_differs", "zone_id",
                        campaign.zone.empty() ? "La campaña es de todas las zonas."
                                              : "La campaña es de la zona " + campaign.zone + ".",
                        "Facture la zona que la campaña cerró.");
    if (campaign.period.to_string() != claim.period)
        return conflict("campaign_differs", "period", "La campaña es del periodo " + campaign.period.to_string() + ".",
                        "Facture el periodo que la campaña cerró, o use la campaña del suyo.");
    if (campaign.claimed_by && *campaign.claimed_by != run)
        return conflict("campaign_claimed", "campaign_id",
                        "La campaña ya es de la facturación " + campaign.claimed_by->to_string() + ".",
                        "Consulte esa facturación; si se canceló, repita su cancelación para liberar la campaña.");
    return Done{};
}

}  // namespace

Result<Campaign> claim_campaign(const Context& context, const platform::Caller& caller, const CampaignClaim& claim) {
    const auto id = parse_campaign_id(claim.campaign_id);
    if (!id) return id.refusal();
    const auto run = BillingRunId::parse(claim.run_id);
    if (!run || run->is_nil())
        return Refusal{RefusalKind::invalid, "metering.run_id_invalid", "run_id",
                       "El identificador de la facturación no es un UUID.", "Use el de la facturación."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        auto campaign = hold_campaign(tx, *id);
        if (!campaign) return no_campaign();
        if (auto sound = check_claim(*campaign, claim, *run); !sound) return sound.refusal();
        set_campaign_run(tx, *id, *run);
        campaign->claimed_by = *run;
        return *std::move(campaign);
    });
}

}  // namespace aquacis::metering
