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
                        .shows = {row["register_digits"].as<int>()},
                        .previous = first ? to_reading(row["initial_litres"], row["installed_at_us"])
                                          : to_reading(row["previous_litres"], row["previous_taken_at_us"]),
                        .current = std::nullopt,
                        .still_since = std::nullopt,
                        .remarks = row["remarks"].as<std::string>(""),
                        .unreviewed = row["unreviewed"].as<bool>(),
                        .removed = row["removed"].as<bool>()};
    if (!row["current_litres"].is_null()) facts.current = to_reading(row["current_litres"], row["current_taken_at_us"]);
    if (!row["still_since_us"].is_null())
        facts.still_since = from_microseconds(row["still_since_us"].as<std::int64_t>());
    return facts;
}

Consumption to_consumption(const pqxx::row& row) {
    return {.meter = MeterId::parse(row["meter_id"].c_str()).value(),
            .contract = ContractId::parse(row["contract_id"].c_str()).value(),
            .meter_label = row["meter_label"].c_str(),
            .previous = to_reading(row["previous_litres"], row["previous_taken_at_us"]),
            .current = to_reading(row["current_litres"], row["current_taken_at_us"]),
            .quality = row["quality"].c_str(),
            .remark = row["remark"].c_str(),
            .consumed = Volume::litres(row["consumed_litres"].as<std::int64_t>())};
}

std::optional<Campaign> first_campaign(const pqxx::result& rows) {
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    Campaign campaign{.id = CampaignId::parse(row["campaign_id"].c_str()).value(),
                      .zone = row["zone_id"].c_str(),
                      .period = Period::parse(row["period"].c_str()).value(),
                      .cut = parse_date(row["cut_date"].c_str()).value(),
                      .meters = row["meters"].as<int>(),
                      .measured = row["measured"].as<int>(),
                      .voided = !row["voided_at"].is_null()};
    if (!row["billing_run_id"].is_null()) campaign.claimed_by = BillingRunId::parse(row["billing_run_id"].c_str());
    return campaign;
}

std::optional<Period> first_period(const pqxx::result& rows) {
    return rows.empty() || rows[0][0].is_null() ? std::nullopt : Period::parse(rows[0][0].c_str());
}

}  // namespace

void share_campaigns(platform::Transaction& tx) { run_sql(tx, sql::share_campaigns, tx.administration().number()); }
bool try_hold_campaigns(platform::Transaction& tx) {
    return run_sql(tx, sql::try_hold_campaigns, tx.administration().number())[0][0].as<bool>();
}

bool claim_campaign(platform::Transaction& tx, const Campaign& campaign, const std::string& closed_by) {
    return !run_sql(tx, sql::claim_campaign, tx.administration().number(), campaign.id.to_string(), campaign.zone,
                    campaign.period.to_string(), to_iso(campaign.cut), closed_by)
                .empty();
}

std::optional<Campaign> find_campaign(platform::Transaction& tx, const CampaignId& id) {
    return first_campaign(run_sql(tx, sql::find_campaign, id.to_string()));
}

std::optional<Campaign> hold_campaign(platform::Transaction& tx, const CampaignId& id) {
    return first_campaign(run_sql(tx, sql::hold_campaign, id.to_string()));
}

std::optional<Campaign> find_campaign_of(platform::Transaction& tx, const std::string& zone, Period period) {
    return first_campaign(run_sql(tx, sql::find_campaign_of, zone, period.to_string()));
}

int count_voided(platform::Transaction& tx, const std::string& zone, Period period) {
    return run_sql(tx, sql::count_voided, zone, period.to_string())[0][0].as<int>();
}

std::optional<Period> find_later_campaign(platform::Transaction& tx, const Campaign& campaign) {
    return first_period(run_sql(tx, sql::find_later_campaign, campaign.period.to_string(), campaign.zone));
}

std::optional<Period> find_gap(platform::Transaction& tx, const Campaign& campaign) {
    return first_period(
        run_sql(tx, sql::find_gap, campaign.period.to_string(), campaign.zone, campaign.period.previous().to_string()));
}

std::optional<Period> find_later_consumption(platform::Transaction& tx, const CampaignId& id) {
    return first_period(run_sql(tx, sql::find_later_consumption, id.to_string()));
}

void set_campaign_run(platform::Transaction& tx, const CampaignId& id, const std::optional<BillingRunId>& run) {
    run_sql(tx, sql::set_campaign_run, id.to_string(), run ? std::optional(run->to_string()) : std::nullopt);
}

void void_campaign(platform::Transaction& tx, const CampaignId& id, const CampaignVoid& given) {
    run_sql(tx, sql::void_campaign, id.to_string(), to_iso(given.at), given.by, given.reason);
    run_sql(tx, sql::void_consumptions, id.to_string());
}

std::optional<Period> find_billing_use(platform::Transaction& tx, const MeterId& meter, Instant taken_at) {
    return first_period(run_sql(tx, sql::find_billing_use, meter.to_string(), to_microseconds(taken_at)));
}

std::optional<Instant> find_billed_until(platform::Transaction& tx, const MeterId& meter) {
    const auto rows = run_sql(tx, sql::find_billed_until, meter.to_string());
    return rows[0][0].is_null() ? std::nullopt : std::optional(from_microseconds(rows[0][0].as<std::int64_t>()));
}

std::vector<CampaignFacts> find_campaign_facts(platform::Transaction& tx, const Campaign& campaign,
                                               const MeterId& after, int limit) {
    std::vector<CampaignFacts> facts;
    for (const auto& row :
         run_sql(tx, sql::find_campaign_facts, campaign.period.to_string(), campaign.zone,
                 to_microseconds(campaign.cut_end()), after.to_string(), limit, microseconds(stopped_after).count()))
        facts.push_back(to_facts(row));
    return facts;
}

void insert_consumptions(platform::Transaction& tx, const Campaign& campaign,
                         std::span<const Consumption> consumptions) {
    SqlArray meter, contract, label, previous, previous_at, current, current_at, consumed, quality, remark;
    for (const Consumption& one : consumptions) {
        meter.add(one.meter.to_string());
        contract.add(one.contract.to_string());
        label.add(one.meter_label);
        previous.add(one.previous.volume.litres());
        previous_at.add(to_microseconds(one.previous.taken_at));
        current.add(one.current.volume.litres());
        current_at.add(to_microseconds(one.current.taken_at));
        consumed.add(one.consumed.litres());
        quality.add(one.quality);
        remark.add(one.remark);
    }
    run_sql(tx, sql::insert_consumptions, tx.administration().number(), campaign.id.to_string(),
            campaign.period.to_string(), meter.text(), contract.text(), label.text(), previous.text(),
            previous_at.text(), current.text(), current_at.text(), consumed.text(), quality.text(), remark.text());
}

void finish_campaign(platform::Transaction& tx, const Campaign& campaign) {
    run_sql(tx, sql::finish_campaign, campaign.id.to_string(), campaign.meters, campaign.measured);
}

std::vector<Consumption> list_consumptions(platform::Transaction& tx, const CampaignId& campaign,
                                           const ContractId& after, int contracts) {
    std::vector<Consumption> consumptions;
    for (const auto& row : run_sql(tx, sql::list_consumptions, campaign.to_string(), after.to_string(), contracts))
        consumptions.push_back(to_consumption(row));
    return consumptions;
}

}  // namespace aquacis::metering
