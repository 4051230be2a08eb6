#include "cloud/metering/service/close_campaign.hpp"

#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/wire/published_campaign_completed.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

constexpr int page = 1000;
constexpr int most_pages = 1000;  // a million meters in one administration

Result<Campaign> parse_order(AdministrationId administration, const CampaignOrder& order) {
    const auto period = Period::parse(order.period);
    if (!period)
        return Refusal{RefusalKind::invalid, "metering.period_invalid", "period", "El periodo no es un mes.",
                       "Escríbalo como 2026-10."};
    const auto cut = parse_date(order.cut_date);
    if (!cut || *cut < period->first_day())
        return Refusal{RefusalKind::invalid, "metering.cut_date_invalid", "cut_date",
                       "La fecha de corte no es una fecha, o es anterior al periodo.",
                       "Escriba el último día cuyas lecturas cuentan, por ejemplo " + to_iso(period->last_day()) + "."};
    return Campaign{campaign_id(administration, order.zone_id, *period), order.zone_id, *period, *cut, 0, 0};
}

Refusal closed_later(const Period& later) {
    return {RefusalKind::conflict, "metering.later_period_closed", "period",
            "Ya se cerró el periodo " + later.to_string() + ", que es posterior.",
            "Cierre los periodos en orden; un periodo anterior ya no puede abrirse."};
}

void close_meters(platform::Transaction& tx, Campaign& campaign) {
    MeterId after;
    for (int number = 0; number < most_pages; ++number) {
        const auto facts = find_campaign_facts(tx, campaign, after, page);
        if (facts.empty()) return;
        std::vector<Consumption> consumptions;
        for (const CampaignFacts& one : facts) {
            consumptions.push_back(consumption_of(one));
            campaign.measured += one.current ? 1 : 0;
        }
        insert_consumptions(tx, campaign, consumptions);
        campaign.meters += static_cast<int>(facts.size());
        after = facts.back().meter;
    }
    throw std::runtime_error("a campaign of more than a million meters: close it zone by zone");
}

}  // namespace

Result<Campaign> close_campaign(const Context& context, const platform::Caller& caller, const CampaignOrder& order) {
    const auto asked = parse_order(caller.administration, order);
    if (!asked) return asked.refusal();
    return context.database.run(caller.administration, [&](platform::Transaction& tx) -> Result<Campaign> {
        Campaign campaign = *asked;
        if (!claim_campaign(tx, campaign)) return find_campaign(tx, campaign.id).value();
        if (const auto later = find_later_campaign(tx, campaign)) return closed_later(*later);
        close_meters(tx, campaign);
        finish_campaign(tx, campaign);
        const Instant now = context.clock.now();
        platform::publish(tx, campaign_completed(campaign, caller, make_uuid_v7(now, context.random), now));
        return campaign;
    });
}

}  // namespace aquacis::metering
