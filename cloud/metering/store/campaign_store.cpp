#include "cloud/metering/store/campaign_store.hpp"

#include "cloud/metering/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::metering {
namespace {

using platform::run_sql;
using platform::SqlArray;

LastReading to_reading(const pqxx::field& litres, const pqxx::field& taken_at_us) {
    return {Volume::litres(litres.as<std::int64_t>()), from_microseconds(taken_at_us.as<std::int64_t>())};
}

CampaignFacts to_facts(const pqxx::row& row) {
    const bool first = row["previous_litres"].is_null();
    CampaignFacts facts{.meter = MeterId::parse(row["meter_id"].c_str()).value(),
                        .contract = ContractId::parse(row["contract_id"].c_str()).value(),
                        .meter_label = row["meter_label"].c_str(),
                        .initial = Volume::litres(row["initial_litres"].as<std::int64_t>()),
                        .previous = first ? to_reading(row["initial_litres"], row["installed_at_us"])
                                          : to_reading(row["previous_litres"], row["previous_taken_at_us"]),
                        .current = std::nullopt,
                        .moved_at = std::nullopt,
                        .leak = row["leak"].as<bool>()};
    if (!row["current_litres"].is_null()) facts.current = to_reading(row["current_litres"], row["current_taken_at_us"]);
    if (!row["moved_at_us"].is_null()) facts.moved_at = from_microseconds(row["moved_at_us"].as<std::int64_t>());
    return facts;
}

Consumption to_consumption(const pqxx::row& row) {
    return {.meter = MeterId::parse(row["meter_id"].c_str()).value(),
            .contract = ContractId::parse(row["contract_id"].c_str()).value(),
            .meter_label = row["meter_label"].c_str(),
            .previous = to_reading(row["previous_litres"], row["previous_taken_at_us"]),
            .current = to_reading(row["current_litres"], row["current_taken_at_us"]),
            .quality = row["quality"].c_str(),
            .remark = row["remark"].c_str()};
}

}  // namespace

bool claim_campaign(platform::Transaction& tx, const Campaign& campaign) {
    return !run_sql(tx, sql::claim_campaign, tx.administration().number(), campaign.id.to_string(), campaign.zone,
                    campaign.period.to_string(), to_iso(campaign.cut))
                .empty();
}

std::optional<Campaign> find_campaign(platform::Transaction& tx, const CampaignId& id) {
    const auto rows = run_sql(tx, sql::find_campaign, id.to_string());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return Campaign{.id = id,
                    .zone = row["zone_id"].c_str(),
                    .period = Period::parse(row["period"].c_str()).value(),
                    .cut = parse_date(row["cut_date"].c_str()).value(),
                    .meters = row["meters"].as<int>(),
                    .measured = row["measured"].as<int>()};
}

std::optional<Period> find_later_campaign(platform::Transaction& tx, const Campaign& campaign) {
    const auto rows = run_sql(tx, sql::find_later_campaign, campaign.period.to_string(), campaign.zone);
    return rows.empty() ? std::nullopt : Period::parse(rows[0][0].c_str());
}

std::vector<CampaignFacts> find_campaign_facts(platform::Transaction& tx, const Campaign& campaign,
                                               const MeterId& after, int limit) {
    const Instant cut_end = local_midnight(add_days(campaign.cut, 1));
    std::vector<CampaignFacts> facts;
    for (const auto& row : run_sql(tx, sql::find_campaign_facts, campaign.period.to_string(), campaign.zone,
                                   to_microseconds(cut_end), after.to_string(), limit))
        facts.push_back(to_facts(row));
    return facts;
}

void insert_consumptions(platform::Transaction& tx, const Campaign& campaign,
                         std::span<const Consumption> consumptions) {
    SqlArray meter, contract, label, previous, previous_at, current, current_at, quality, remark;
    for (const Consumption& one : consumptions) {
        meter.add(one.meter.to_string());
        contract.add(one.contract.to_string());
        label.add(one.meter_label);
        previous.add(one.previous.volume.litres());
        previous_at.add(to_microseconds(one.previous.taken_at));
        current.add(one.current.volume.litres());
        current_at.add(to_microseconds(one.current.taken_at));
        quality.add(one.quality);
        remark.add(one.remark);
    }
    run_sql(tx, sql::insert_consumptions, tx.administration().number(), campaign.id.to_string(),
            campaign.period.to_string(), meter.text(), contract.text(), label.text(), previous.text(),
            previous_at.text(), current.text(), current_at.text(), quality.text(), remark.text());
}

void finish_campaign(platform::Transaction& tx, const Campaign& campaign) {
    run_sql(tx, sql::finish_campaign, campaign.id.to_string(), campaign.meters, campaign.measured);
}

std::vector<Consumption> list_consumptions(platform::Transaction& tx, const CampaignId& campaign, const MeterId& after,
                                           int limit) {
    std::vector<Consumption> consumptions;
    for (const auto& row : run_sql(tx, sql::list_consumptions, campaign.to_string(), after.to_string(), limit))
        consumptions.push_back(to_consumption(row));
    return consumptions;
}

}  // namespace aquacis::metering
