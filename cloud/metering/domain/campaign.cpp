#include "cloud/metering/domain/campaign.hpp"

#include "cloud/metering/domain/remark.hpp"

namespace aquacis::metering {
namespace {

// A register that moved before and then stood still this long is likelier broken than unused.
constexpr std::chrono::days stopped_after{10};

constexpr Uuid campaign_space{
    {0x6b, 0x1f, 0x5a, 0x0e, 0x4c, 0x1d, 0x8e, 0x21, 0x9a, 0x77, 0x31, 0xc4, 0x0b, 0x52, 0x8d, 0x10}};

bool is_stopped(const CampaignFacts& facts) {
    if (facts.current->volume == facts.initial) return false;  // never moved: an empty house
    const Instant still_since = facts.moved_at.value_or(facts.previous.taken_at);
    return facts.current->taken_at - still_since >= stopped_after;
}

}  // namespace

CampaignId campaign_id(AdministrationId administration, std::string_view zone, Period period) {
    std::string name = std::to_string(administration.number()) + "/" + period.to_string() + "/";
    return CampaignId(make_named_uuid(campaign_space, name.append(zone)));
}

Consumption consumption_of(const CampaignFacts& facts) {
    Consumption consumption{
        facts.meter, facts.contract, facts.meter_label, facts.previous, facts.previous, "no_reading", ""};
    if (!facts.current) return consumption;
    consumption.current = *facts.current;
    consumption.quality = "measured";
    if (facts.leak) consumption.remark = "leak";
    if (is_stopped(facts)) add_word(consumption.remark, "stopped");
    return consumption;
}

}  // namespace aquacis::metering
