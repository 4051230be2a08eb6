#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/service/get_counts.hpp"
#include "cloud/metering/tests/metering_fixture.hpp"

namespace aquacis::metering {
namespace {

constexpr const char* count_events = "SELECT count(*) FROM outbox WHERE topic = $1";

ReadingCounts counts(const Context& context, const platform::Caller& caller) {
    return get_counts(context, caller, "2026-09").value();
}

TEST_F(MeteringTest, InstallingAgainChangesNothing) {
    const auto drafts = drafts_of(0, 500);
    EXPECT_EQ(*install_meters(context_, caller(), drafts), 500);
    EXPECT_EQ(*install_meters(context_, caller(), drafts), 0);
    EXPECT_EQ(number(queretaro, count_events, "meter.installed"), 500);
}

TEST_F(MeteringTest, AnInstallationThatCannotBeIsRefused) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    auto other = drafts_of(1, 2);
    other[0].zone_id = "15-A";
    EXPECT_EQ(install_meters(context_, caller(), other).refusal().field, "meters[0].meter_id");
    other = drafts_of(1, 2);
    other[0].meter_id = id_of("another", 1);
    EXPECT_EQ(install_meters(context_, caller(), other).refusal().field, "meters[0].serial");
    other[0].installed_on = "";
    EXPECT_EQ(install_meters(context_, caller(), other).refusal().field, "meters[0].installed_on");
    EXPECT_EQ(install_meters(context_, caller(), {}).refusal().field, "meters");
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM meter"), 1);
}

TEST_F(MeteringTest, ReadingsAreRecordedAnnouncedAndCounted) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    hear({reading_of(1, 1, 100'500), reading_of(2, 1, 101'000), reading_of(1, 2, 101'000)});
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading"), 3);
    EXPECT_EQ(number(queretaro, count_events, "reading.recorded"), 3);
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter WHERE meter_id = $1::uuid", id_of("meter", 1)), 101'000);
    EXPECT_EQ(counts(context_, caller()).recorded, 3);
    EXPECT_TRUE(counts(context_, caller()).refused.empty());
    EXPECT_EQ(get_counts(context_, caller(), "2026-10")->recorded, 0);
    EXPECT_EQ(get_counts(context_, caller(), "octubre").refusal().field, "period");
    const auto told = test::published<v1::ReadingRecorded>(database_.pool(), queretaro);
    EXPECT_EQ(to_microseconds(told[2].event.timestamp), reading_of(1, 2, 0).taken_at_us()) << "when it was read";
    EXPECT_EQ(told[2].event.timestamp, from_microseconds(told[2].message.taken_at_us()));
}

TEST_F(MeteringTest, TheSameTelegramAgainIsCountedAsADuplicate) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    auto elsewhere = reading_of(1, 1, 100'500);
    elsewhere.set_taken_at_us(elsewhere.taken_at_us() + 2'000'000);
    hear({reading_of(1, 1, 100'500)});
    hear({reading_of(1, 1, 100'500), elsewhere});
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading"), 1);
    EXPECT_EQ(number(queretaro, count_events, "reading.recorded"), 1);
    EXPECT_EQ(counts(context_, caller()).duplicates, 2);
}

TEST_F(MeteringTest, EachRefusalIsKeptWithItsReason) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    auto no_volume = reading_of(1, 3, 0);
    no_volume.set_volume_m3("");
    auto nonsense = reading_of(1, 4, 0);
    nonsense.set_volume_m3("99999999999");
    auto future = reading_of(1, 5, 101'000);
    future.set_taken_at_us(to_microseconds(clock_.now() + std::chrono::hours(1)));
    hear({reading_of(1, 1, 101'000), reading_of(1, 2, 100'900), no_volume, nonsense, future,
          reading_of(1, 6, 900'000'000), reading_of(9, 1, 5)});
    const auto told = counts(context_, caller());
    EXPECT_EQ(told.recorded, 1);
    const std::map<std::string, std::int64_t> september{
        {"runs_backwards", 1}, {"no_volume", 2}, {"implausible_flow", 1}, {"unknown_meter", 1}};
    EXPECT_EQ(told.refused, september);
    EXPECT_EQ(get_counts(context_, caller(), "2026-12")->refused,
              (std::map<std::string, std::int64_t>{{"future_time", 1}}));
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused WHERE raw <> ''"), 6);
    EXPECT_EQ(number(queretaro, count_events, "reading.recorded"), 1);

    hear({reading_of(1, 2, 100'900)});  // refused before, the same to the last bit
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused"), 6);
    EXPECT_EQ(counts(context_, caller()).duplicates, 1);
}

TEST_F(MeteringTest, ReadingsThatWaitedForTheirMeterAreTakenWhenItIsInstalled) {
    std::vector<edge::v1::MeterReading> early;
    for (int day = 20; day >= 1; --day)
        early.push_back(reading_of(1, day, 100'000 + 500 * day));
    early.push_back(reading_of(2, 1, 100'500));
    auto before = reading_of(1, 1, 99'000);
    before.set_taken_at_us(before.taken_at_us() - std::chrono::microseconds(std::chrono::days(5)).count());
    early.push_back(before);
    hear(early);
    EXPECT_EQ(counts(context_, caller()).refused.at("unknown_meter"), 21);

    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading"), 20);
    EXPECT_EQ(number(queretaro, count_events, "reading.recorded"), 20);
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter"), 110'000);
    EXPECT_EQ(counts(context_, caller()).recorded, 20);
    EXPECT_EQ(counts(context_, caller()).refused, (std::map<std::string, std::int64_t>{{"unknown_meter", 1}}));
    EXPECT_EQ(get_counts(context_, caller(), "2026-08")->refused,
              (std::map<std::string, std::int64_t>{{"before_installation", 1}}));
}

TEST_F(MeteringTest, WhatIsNoReadingIsAFault) {
    EXPECT_THROW(test::take(database_.pool(), queretaro, raw_readings_subscription(context_),
                            {test::unreadable<edge::v1::MeterReading>(queretaro)}),
                 platform::UnreadableEvent);
}

TEST_F(MeteringTest, TheSameTelegramOfTwoAdministrationsIsTwoReadings) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    ASSERT_TRUE(install_meters(context_, caller(colon), drafts_of(1, 2)).ok());
    hear({reading_of(1, 1, 100'500)});
    hear({reading_of(1, 1, 100'500)}, colon);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading"), 1);
    EXPECT_EQ(number(colon, "SELECT count(*) FROM reading"), 1);
}

}  // namespace
}  // namespace aquacis::metering
