#include "cloud/metering/service/get_campaign.hpp"

#include "cloud/metering/store/campaign_store.hpp"

namespace aquacis::metering {

Result<CampaignId> parse_campaign_id(const std::string& text) {
    if (const auto id = CampaignId::parse(text)) return *id;
    return Refusal{RefusalKind::invalid, "metering.campaign_id_invalid", "campaign_id",
                   "El identificador de la campaña no es un UUID.", "Use el que dio el cierre de la campaña."};
}

Refusal no_campaign() {
    return {RefusalKind::not_found, "metering.campaign_not_found", "campaign_id", "No existe esa campaña.",
            "Cierre primero la campaña del periodo y use su identificador."};
}

Refusal closing_goes_on() {
    return {RefusalKind::unavailable, "metering.closing_goes_on", "", "Se está cerrando una campaña de lecturas.",
            "Repita la solicitud cuando el cierre termine, en unos minutos."};
}

Result<Campaign> get_campaign(const Context& context, const platform::Caller& caller, const std::string& campaign_id) {
    const auto id = parse_campaign_id(campaign_id);
    if (!id) return id.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        auto campaign = find_campaign(tx, *id);
        if (!campaign) return no_campaign();
        return *std::move(campaign);
    });
}

}  // namespace aquacis::metering
