#include <gtest/gtest.h>

#include "cloud/metering/domain/campaign.hpp"

namespace aquacis::metering {
namespace {

using std::chrono::days;

const Instant start = local_midnight(parse_date("2026-09-01").value());

LastReading at(std::int64_t litres, int day) { return {Volume::litres(litres), start + days(day)}; }

CampaignFacts facts_of() {
    return {.meter = MeterId(),
            .contract = ContractId(),
            .meter_label = "KAM 64107712",
            .initial = Volume::litres(100'000),
            .previous = at(100'000, 0),
            .current = at(118'000, 30),
            .moved_at = start + days(29),
            .leak = false};
}

TEST(Consumption, IsTheDifferenceOfTwoBillingReadings) {
    const auto consumption = consumption_of(facts_of());
    EXPECT_EQ(consumption.consumed(), Volume::litres(18'000));
    EXPECT_EQ(consumption.quality, "measured");
    EXPECT_EQ(consumption.remark, "");
}

TEST(Consumption, WithoutAReadingNothingIsConsumedAndThePreviousOneStays) {
    auto facts = facts_of();
    facts.current.reset();
    facts.moved_at.reset();
    const auto consumption = consumption_of(facts);
    EXPECT_EQ(consumption.quality, "no_reading");
    EXPECT_EQ(consumption.consumed(), Volume::litres(0));
    EXPECT_EQ(consumption.current.taken_at, facts.previous.taken_at);
}

TEST(Consumption, ARegisterThatStoodStillForTenDaysIsRemarked) {
    auto facts = facts_of();
    facts.moved_at = start + days(21);
    EXPECT_EQ(consumption_of(facts).remark, "");
    facts.moved_at = start + days(20);
    EXPECT_EQ(consumption_of(facts).remark, "stopped");
    facts.leak = true;
    EXPECT_EQ(consumption_of(facts).remark, "leak,stopped");
}

TEST(Consumption, AnEmptyHouseIsNotAStoppedMeter) {
    auto facts = facts_of();
    facts.current = at(100'000, 30);
    facts.moved_at.reset();
    EXPECT_EQ(consumption_of(facts).remark, "");
}

TEST(Campaign, HasOneIdForAZoneAndPeriod) {
    const AdministrationId administration(11);
    const auto id = campaign_id(administration, "14-B", Period(2026, 10));
    EXPECT_EQ(campaign_id(administration, "14-B", Period(2026, 10)), id);
    EXPECT_NE(campaign_id(administration, "14-C", Period(2026, 10)), id);
    EXPECT_NE(campaign_id(administration, "14-B", Period(2026, 11)), id);
    EXPECT_NE(campaign_id(AdministrationId(3), "14-B", Period(2026, 10)), id);
}

}  // namespace
}  // namespace aquacis::metering
