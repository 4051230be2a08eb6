#include "cloud/metering/service/list_consumptions.hpp"

#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::metering {

Result<ConsumptionList> list_consumptions(const Context& context, const platform::Caller& caller,
                                          const ConsumptionQuestion& question) {
    const auto id = CampaignId::parse(question.campaign_id);
    if (!id)
        return Refusal{RefusalKind::invalid, "metering.campaign_id_invalid", "campaign_id",
                       "El identificador de la campaña no es un UUID.", "Use el que dio el cierre de la campaña."};
    const auto size = platform::check_page_size(question.page_size, {.otherwise = 500, .most = 1000});
    if (!size) return size.refusal();
    const auto after = question.page_token.empty() ? std::optional(MeterId()) : MeterId::parse(question.page_token);
    if (!after)
        return Refusal{RefusalKind::invalid, "metering.page_token_invalid", "page_token",
                       "La marca de página no es de esta lista.",
                       "Envíe next_page_token de la respuesta anterior, o vacío para empezar."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<ConsumptionList> {
        if (!find_campaign(tx, *id))
            return Refusal{RefusalKind::not_found, "metering.campaign_not_found", "campaign_id",
                           "No existe esa campaña.", "Cierre primero la campaña del periodo y use su identificador."};
        // One more than asked for tells whether there is a next page.
        ConsumptionList list{list_consumptions(tx, *id, *after, *size + 1), ""};
        if (list.consumptions.size() > static_cast<std::size_t>(*size)) {
            list.consumptions.pop_back();
            list.next_page_token = list.consumptions.back().meter.to_string();
        }
        return list;
    });
}

}  // namespace aquacis::metering
