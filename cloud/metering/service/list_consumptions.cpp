#include "cloud/metering/service/list_consumptions.hpp"

#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/platform/calls/request.hpp"

namespace aquacis::metering {

// A page is counted in contracts and has all meters of each: a contract that is torn between two pages would be billed
// in part.
Result<ConsumptionList> list_consumptions(const Context& context, const platform::Caller& caller,
                                          const ConsumptionQuestion& question) {
    const auto id = parse_campaign_id(question.campaign_id);
    if (!id) return id.refusal();
    const auto size = platform::check_page_size(question.page_size, {.otherwise = 500, .most = 1000});
    if (!size) return size.refusal();
    const auto after =
        question.page_token.empty() ? std::optional(ContractId()) : ContractId::parse(question.page_token);
    if (!after)
        return Refusal{RefusalKind::invalid, "metering.page_token_invalid", "page_token",
                       "La marca de página no es de esta lista.",
                       "Envíe next_page_token de la respuesta anterior, o vacío para empezar."};
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<ConsumptionList> {
        if (!find_campaign(tx, *id)) return no_campaign();
        // One contract more than asked for tells whether there is a next page.
        ConsumptionList list{list_consumptions(tx, *id, *after, *size + 1), ""};
        std::size_t kept = 0;
        for (int contracts = 0; kept < list.consumptions.size(); ++kept) {
            if (kept == 0 || list.consumptions[kept].contract != list.consumptions[kept - 1].contract) ++contracts;
            if (contracts > *size) break;
        }
        if (kept < list.consumptions.size()) {
            list.consumptions.resize(kept);
            list.next_page_token = list.consumptions.back().contract.to_string();
        }
        return list;
    });
}

}  // namespace aquacis::metering
