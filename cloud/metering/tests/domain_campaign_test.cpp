#include <gtest/gtest.h>

#include "cloud/metering/domain/campaign.hpp"

namespace aquacis::metering {
namespace {

using std::chrono::days;

const Instant start = local_midnight(parse_date("2026-09-01").value());

const Instant cut_end = start + days(31);

LastReading at(std::int64_t litres, int day) { return {Volume::litres(litres), start + days(day)}; }

CampaignFacts facts_of() {
    return {.meter = MeterId(),
            .contract = ContractId(),
            .meter_label = "KAM 64107712",
            .initial = Volume::litres(100'000),
            .shows = {},
            .previous = at(100'000, 0),
            .current = at(118'000, 30),
            .still_since = start + days(29),
            .remarks = ""};
}

TEST(Consumption, IsTheDifferenceOfTwoBillingReadings) {
    const auto consumption = consumption_of(facts_of(), cut_end);
    EXPECT_EQ(consumption.consumed, Volume::litres(18'000));
    EXPECT_EQ(consumption.quality, "measured");
    EXPECT_EQ(consumption.remark, "");
}

TEST(Consumption, WithoutAReadingNothingIsConsumedAndThePreviousOneStays) {
    auto facts = facts_of();
    facts.current.reset();
    facts.still_since.reset();
    const auto consumption = consumption_of(facts, cut_end);
    EXPECT_EQ(consumption.quality, "no_reading");
    EXPECT_EQ(consumption.consumed, Volume::litres(0));
    EXPECT_EQ(consumption.current.taken_at, facts.previous.taken_at);
}

TEST(Consumption, ARegisterThatStoodStillForTenDaysIsRemarked) {
    auto facts = facts_of();
    facts.still_since = start + days(21);
    EXPECT_EQ(consumption_of(facts, cut_end).remark, "");
    facts.still_since = start + days(20);
    EXPECT_EQ(consumption_of(facts, cut_end).remark, "stopped");
    facts.remarks = "leak";
    EXPECT_EQ(consumption_of(facts, cut_end).remark, "leak,stopped");
}

TEST(Consumption, AnEmptyHouseIsNotAStoppedMeter) {
    auto facts = facts_of();
    facts.current = at(100'000, 30);
    facts.still_since.reset();
    EXPECT_EQ(consumption_of(facts, cut_end).remark, "");
}

TEST(Consumption, AReadingOfMoreThanTenDaysBeforeTheCutIsNone) {
    auto facts = facts_of();
    facts.current = at(118'000, 21);
    EXPECT_EQ(consumption_of(facts, cut_end).quality, "measured");
    facts.current = at(118'000, 20);
    const auto consumption = consumption_of(facts, cut_end);
    EXPECT_EQ(consumption.quality, "no_reading");
    EXPECT_EQ(consumption.remark, "stale");
    EXPECT_EQ(consumption.current.volume, Volume::litres(100'000));
    facts.removed = true;  // its final reading: nothing comes after it
    EXPECT_EQ(consumption_of(facts, cut_end).quality, "measured");
}

TEST(Consumption, SaysEverythingThatWasNoticedInOneOrder) {
    auto facts = facts_of();
    facts.remarks = "tamper,leak,dry,leak,jump";
    facts.unreviewed = true;
    facts.still_since = start + days(10);
    EXPECT_EQ(consumption_of(facts, cut_end).remark, "leak,dry,tamper,jump,stopped,review");
}

TEST(Campaign, HasOneIdForAZonePeriodAndGeneration) {
    const AdministrationId administration(11);
    const auto id = campaign_id({administration, "14-B", Period(2026, 10)});
    EXPECT_EQ(campaign_id({administration, "14-B", Period(2026, 10)}), id);
    EXPECT_NE(campaign_id({administration, "14-C", Period(2026, 10)}), id);
    EXPECT_NE(campaign_id({administration, "14-B", Period(2026, 11)}), id);
    EXPECT_NE(campaign_id({administration, "14-B", Period(2026, 10), 2}), id);
    EXPECT_NE(campaign_id({AdministrationId(3), "14-B", Period(2026, 10)}), id);
}

}  // namespace
}  // namespace aquacis::metering
