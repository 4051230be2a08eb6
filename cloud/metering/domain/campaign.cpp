#include "cloud/metering/domain/campaign.hpp"

#include "cloud/metering/domain/remark.hpp"

namespace aquacis::metering {
namespace {

constexpr std::chrono::days fresh_for{10};

constexpr Uuid campaign_space{
    {0x6b, 0x1f, 0x5a, 0x0e, 0x4c, 0x1d, 0x8e, 0x21, 0x9a, 0x77, 0x31, 0xc4, 0x0b, 0x52, 0x8d, 0x10}};

bool is_stopped(const CampaignFacts& facts) {
    if (facts.current->volume == facts.initial) return false;  // never moved: an empty house
    return facts.still_since && facts.current->taken_at - *facts.still_since >= stopped_after;
}

}  // namespace

CampaignId campaign_id(const CampaignKey& key) {
    std::string name = std::to_string(key.administration.number()) + "/" + key.period.to_string() + "/" +
                       std::to_string(key.generation) + "/";
    return CampaignId(make_named_uuid(campaign_space, name.append(key.zone)));
}

Consumption consumption_of(const CampaignFacts& facts, Instant cut_end) {
    Consumption consumption{.meter = facts.meter,
                            .contract = facts.contract,
                            .meter_label = facts.meter_label,
                            .previous = facts.previous,
                            .current = facts.previous,
                            .quality = "no_reading",
                            .remark = join_remarks(facts.remarks, ""),
                            .consumed = {}};
    const bool is_stale = facts.current && !facts.removed && cut_end - facts.current->taken_at > fresh_for;
    if (facts.current && !is_stale) {
        consumption.current = *facts.current;
        consumption.quality = "measured";
        consumption.consumed = facts.shows.between(facts.previous.volume, facts.current->volume);
        if (is_stopped(facts)) add_word(consumption.remark, "stopped");
    }
    if (is_stale) add_word(consumption.remark, "stale");
    if (facts.unreviewed) add_word(consumption.remark, "review");
    if (facts.removed) add_word(consumption.remark, "removed");
    return consumption;
}

}  // namespace aquacis::metering
