#include "cloud/metering/service/close_campaign.hpp"

#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/wire/published_campaign_completed.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

constexpr int page = 1000;
constexpr int most_pages = 1000;  // a million meters in one administration

Refusal refuse(std::string code, std::string field, std::string message, std::string remedy) {
    return {RefusalKind::invalid, "metering." + code, std::move(field), std::move(message), std::move(remedy)};
}

// Checks what can be known without the store: the zone is said, the cut is a day of the period and is over.
Result<Campaign> parse_order(const CampaignOrder& order, Instant now) {
    if (order.zone_id.empty() != order.every_zone)
        return refuse("zone_missing", "zone_id", "No queda claro qué zona se cierra.",
                      "Escriba la zona; para cerrarlas todas, deje la zona vacía y pídalo además con every_zone.");
    const auto period = Period::parse(order.period);
    if (!period) return refuse("period_invalid", "period", "El periodo no es un mes.", "Escríbalo como 2026-10.");
    const auto cut = parse_date(order.cut_date);
    if (!cut || Period::of(*cut) != *period)
        return refuse("cut_date_invalid", "cut_date", "La fecha de corte no es un día del periodo.",
                      "Escriba el último día cuyas lecturas cuentan, por ejemplo " + to_iso(period->last_day()) + ".");
    Campaign campaign{.id = {}, .zone = order.zone_id, .period = *period, .cut = *cut};
    if (campaign.cut_end() > now)
        return refuse("cut_date_future", "cut_date", "El día de corte todavía no termina.",
                      "Cierre cuando haya pasado el " + display_es(*cut) + ", o revise el periodo.");
    return campaign;
}

Refusal closed_later(const Period& later) {
    return {RefusalKind::conflict, "metering.later_period_closed", "period",
            "Ya se cerró el periodo " + later.to_string() + ", que es posterior.",
            "Cierre los periodos en orden; si el posterior fue un error y no se ha facturado, anúlelo primero."};
}

Refusal closed_otherwise(const Campaign& found) {
    return {RefusalKind::conflict, "metering.campaign_exists", "cut_date",
            "El periodo ya se cerró con corte al " + display_es(found.cut) + ".",
            "Use esa campaña, o anúlela si todavía no se factura."};
}

Refusal left_out(const Campaign& campaign, const Period& last) {
    return {RefusalKind::conflict, "metering.period_gap", "period",
            "Hay medidores cuyo último periodo cerrado es " + last.to_string() + ": entre ese y " +
                campaign.period.to_string() + " falta alguno.",
            "Cierre primero " + last.next().to_string() + "; un periodo saltado ya no podría facturarse."};
}

void close_meters(platform::Transaction& tx, Campaign& campaign) {
    MeterId after;
    for (int number = 0; number < most_pages; ++number) {
        const auto facts = find_campaign_facts(tx, campaign, after, page);
        if (facts.empty()) return;
        std::vector<Consumption> consumptions;
        for (const CampaignFacts& one : facts) {
            consumptions.push_back(consumption_of(one, campaign.cut_end()));
            campaign.measured += consumptions.back().quality == "measured" ? 1 : 0;
        }
        insert_consumptions(tx, campaign, consumptions);
        campaign.meters += static_cast<int>(facts.size());
        after = facts.back().meter;
    }
    throw std::runtime_error("a campaign of more than a million meters: close it zone by zone");
}

}  // namespace

Result<Campaign> close_campaign(const Context& context, const platform::Caller& caller, const CampaignOrder& order) {
    const Instant now = context.clock.now();
    const auto asked = parse_order(order, now);
    if (!asked) return asked.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        share_campaigns(tx);
        Campaign campaign = *asked;
        const int generation = 1 + count_voided(tx, campaign.zone, campaign.period);
        campaign.id = campaign_id({caller.administration, campaign.zone, campaign.period, generation});
        if (!claim_campaign(tx, campaign, caller.subject)) {
            auto found = find_campaign_of(tx, campaign.zone, campaign.period).value();
            if (found.cut != campaign.cut) return closed_otherwise(found);
            return found;
        }
        if (const auto later = find_later_campaign(tx, campaign)) return closed_later(*later);
        if (const auto last = find_gap(tx, campaign)) return left_out(campaign, *last);
        close_meters(tx, campaign);
        finish_campaign(tx, campaign);
        platform::publish(tx, {context.random, now, caller.correlation_id}, campaign_completed(campaign));
        return campaign;
    });
}

}  // namespace aquacis::metering
