#include <gtest/gtest.h>

#include "cloud/metering/domain/validation.hpp"

namespace aquacis::metering {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Instant start = local_midnight(parse_date("2026-09-01").value());
const Instant now = start + days(60);

MeterState new_meter() {
    return {Meter{.id = MeterId(make_named_uuid(Uuid(), "meter")),
                  .identity = {"KAM", "64107712", 27, 22},
                  .contract = ContractId(make_named_uuid(Uuid(), "contract")),
                  .zone = "14-B",
                  .installed_on = parse_date("2026-09-01").value(),
                  .initial = Volume::litres(100'000)},
            std::nullopt};
}

MeterState meter_at(std::int64_t litres, Instant at) {
    MeterState state = new_meter();
    state.last = LastReading{Volume::litres(litres), at};
    return state;
}

RawReading reading_of(std::int64_t litres, Instant at) {
    RawReading reading{.meter = {"KAM", "64107712", 27, 22},
                       .taken_at = at,
                       .volume = Volume::litres(litres),
                       .status = {},
                       .gateway = "gw"};
    reading.counter = static_cast<std::uint32_t>(litres);
    reading.payload_hash = static_cast<std::uint64_t>(to_microseconds(at));
    return reading;
}

TEST(Validation, AnOrdinaryReadingIsRecorded) {
    const auto judgement = judge(reading_of(100'500, start + days(1)), new_meter(), now);
    EXPECT_EQ(judgement.outcome, Outcome::recorded);
    EXPECT_FALSE(judgement.suspect);
    EXPECT_EQ(judgement.remark, "");
}

TEST(Validation, WithoutVolumeItIsRefused) {
    RawReading reading = reading_of(0, start + days(1));
    reading.volume.reset();
    EXPECT_EQ(judge(reading, new_meter(), now).outcome, Outcome::no_volume);
}

TEST(Validation, TheRegisterDoesNotRunBackwards) {
    const auto state = meter_at(120'000, start + days(10));
    EXPECT_EQ(judge(reading_of(119'000, start + days(11)), state, now).outcome, Outcome::runs_backwards);
    EXPECT_EQ(judge(reading_of(99'000, start + days(1)), new_meter(), now).outcome, Outcome::runs_backwards);
    EXPECT_EQ(judge(reading_of(120'000, start + days(11)), state, now).outcome, Outcome::recorded);
}

TEST(Validation, AFewLitresBackAreKeptAsSuspect) {
    const auto judgement = judge(reading_of(119'980, start + days(11)), meter_at(120'000, start + days(10)), now);
    EXPECT_EQ(judgement.outcome, Outcome::recorded);
    EXPECT_TRUE(judgement.suspect);
    EXPECT_EQ(judgement.remark, "reverse");
    EXPECT_EQ(judge(reading_of(119'979, start + days(11)), meter_at(120'000, start + days(10)), now).outcome,
              Outcome::runs_backwards);
}

TEST(Validation, MoreThanTheMeterLetsThroughIsImplausible) {
    // Q3 2,500 l/h: Q4 3,125 l/h, in two hours 6,250 l, and 500 l of allowance.
    const auto state = meter_at(120'000, start + days(10));
    EXPECT_EQ(judge(reading_of(126'750, start + days(10) + hours(2)), state, now).outcome, Outcome::recorded);
    EXPECT_EQ(judge(reading_of(126'751, start + days(10) + hours(2)), state, now).outcome, Outcome::implausible_flow);
    auto industrial = state;
    industrial.meter.permanent_flow_litres_h = 25'000;
    EXPECT_EQ(judge(reading_of(126'751, start + days(10) + hours(2)), industrial, now).outcome, Outcome::recorded);
}

TEST(Validation, SilenceMakesAJumpPossibleNotPlausible) {
    const auto state = meter_at(120'000, start + days(10));  // 2 m³ a day so far: 10 m³ a silent day are believed
    EXPECT_EQ(judge(reading_of(200'000, start + days(11)), state, now).outcome, Outcome::implausible_flow);
    const auto jump = judge(reading_of(200'000, start + days(12)), state, now);
    EXPECT_EQ(jump.outcome, Outcome::recorded);
    EXPECT_TRUE(jump.suspect);
    EXPECT_EQ(jump.remark, "jump");
    EXPECT_FALSE(judge(reading_of(140'500, start + days(12)), state, now).suspect);
    EXPECT_TRUE(judge(reading_of(140'501, start + days(12)), state, now).suspect);
    EXPECT_TRUE(judge(reading_of(120'000 + 2'250'000, start + days(40)), state, now).suspect);
    EXPECT_FALSE(
        judge(reading_of(195'000, start + days(11)), state, now).suspect);  // watched day by day: Q4 is the limit
}

TEST(Validation, ANewMeterHasTheHabitOfItsSize) {
    EXPECT_FALSE(judge(reading_of(120'500, start + days(4)), new_meter(), now).suspect);  // 5 m³ a day of Q3 2.5
    EXPECT_TRUE(judge(reading_of(120'501, start + days(4)), new_meter(), now).suspect);
    const auto unused = meter_at(100'000, start + days(30));
    EXPECT_FALSE(judge(reading_of(110'500, start + days(40)), unused, now).suspect);  // somebody moved in
    EXPECT_TRUE(judge(reading_of(110'501, start + days(40)), unused, now).suspect);
}

TEST(Validation, ALateReadingIsHeldAgainstBothNeighbours) {
    const auto state = meter_at(120'000, start + days(31));
    const Neighbours both{LastReading{Volume::litres(110'000), start + days(29)}, std::nullopt};
    EXPECT_EQ(judge(reading_of(109'000, start + days(30)), state, now, both).outcome, Outcome::runs_backwards);
    EXPECT_EQ(judge(reading_of(115'000, start + days(30)), state, now, both).outcome, Outcome::recorded);
    EXPECT_EQ(judge(reading_of(120'001, start + days(30)), state, now, both).outcome, Outcome::runs_backwards);
    const Neighbours nearer{both.before, LastReading{Volume::litres(112'000), start + days(30) + hours(1)}};
    EXPECT_EQ(judge(reading_of(115'000, start + days(30)), state, now, nearer).outcome, Outcome::runs_backwards);
}

TEST(Validation, ARegisterComesAroundFromItsLastTenthToItsFirst) {
    auto state = meter_at(99'998'000, start + days(10));
    state.meter.initial = Volume::litres(99'990'000);
    const RawReading around = reading_of(3'000, start + days(11));
    EXPECT_EQ(judge(around, state, now).outcome, Outcome::runs_backwards);  // nobody said how many digits it has
    state.meter.shows = {5};
    const auto judgement = judge(around, state, now);
    EXPECT_EQ(judgement.outcome, Outcome::recorded);
    EXPECT_FALSE(judgement.suspect);
    EXPECT_EQ(judgement.remark, "rollover");
    EXPECT_EQ(judge(reading_of(80'000, start + days(11)), state, now).outcome, Outcome::implausible_flow);
    state.last = LastReading{Volume::litres(50'000'000), start + days(10)};
    EXPECT_EQ(judge(around, state, now).outcome, Outcome::runs_backwards);
}

TEST(Validation, WhatComesAfterTheRemovalIsNotTheContracts) {
    auto state = meter_at(120'000, start + days(10));
    state.removed_at = start + days(20);
    EXPECT_EQ(judge(reading_of(121'000, start + days(20)), state, now).outcome, Outcome::recorded);
    EXPECT_EQ(judge(reading_of(121'000, start + days(20) + hours(1)), state, now).outcome, Outcome::after_removal);
}

TEST(Validation, TheFutureIsRefusedBeyondTheClocksTolerance) {
    EXPECT_EQ(judge(reading_of(100'500, now + minutes(10)), new_meter(), now).outcome, Outcome::recorded);
    EXPECT_EQ(judge(reading_of(100'500, now + minutes(11)), new_meter(), now).outcome, Outcome::future_time);
}

TEST(Validation, BeforeTheInstallationIsRefused) {
    EXPECT_EQ(judge(reading_of(100'000, start - microseconds(1)), new_meter(), now).outcome,
              Outcome::before_installation);
    EXPECT_EQ(judge(reading_of(100'000, start), new_meter(), now).outcome, Outcome::recorded);
}

TEST(Validation, ALateReadingMustLieBelowTheLaterOne) {
    const auto state = meter_at(120'000, start + days(10));
    EXPECT_EQ(judge(reading_of(119'000, start + days(9)), state, now).outcome, Outcome::recorded);
    EXPECT_EQ(judge(reading_of(120'001, start + days(9)), state, now).outcome, Outcome::runs_backwards);
    EXPECT_EQ(judge(reading_of(99'979, start + days(9)), state, now).outcome, Outcome::runs_backwards);
    EXPECT_TRUE(judge(reading_of(99'999, start + days(9)), state, now).suspect);  // a small fall, as on time
    EXPECT_EQ(judge(reading_of(101'000, start + days(10) - hours(1)), state, now).outcome, Outcome::implausible_flow);
}

TEST(Validation, AnUnknownTimeMakesItSuspect) {
    RawReading reading = reading_of(100'500, start + days(1));
    reading.time_known = false;
    EXPECT_TRUE(judge(reading, new_meter(), now).suspect);
}

TEST(Validation, TheWordsThatConcernTheBillAreKept) {
    RawReading reading = reading_of(100'500, start + days(1));
    reading.status = {"LOW_BATTERY", "tamper", "LEAKAGE", "CONTINUOUS_FLOW"};
    EXPECT_EQ(judge(reading, new_meter(), now).remark, "leak,tamper");
    reading.status = {"WAS_LEAKING", "P_REVERSE_FLOW", "DRY_PREV_MONTH"};
    EXPECT_EQ(judge(reading, new_meter(), now).remark, "");
}

BatchFacts facts_of(std::size_t readings) {
    return {{new_meter()}, std::vector<ReadingFacts>(readings, ReadingFacts{0, false})};
}

TEST(ValidationOfABatch, ComparesEachWithThoseBeforeIt) {
    const std::vector readings{reading_of(101'000, start + days(1)), reading_of(100'500, start + days(2)),
                               reading_of(102'000, start + days(3))};
    auto facts = facts_of(3);
    const auto judgements = judge_all(readings, facts, now);
    EXPECT_EQ(judgements[0].outcome, Outcome::recorded);
    EXPECT_EQ(judgements[1].outcome, Outcome::runs_backwards);
    EXPECT_EQ(judgements[2].outcome, Outcome::recorded);
    EXPECT_EQ(facts.meters[0].last->volume, Volume::litres(102'000));
}

TEST(ValidationOfABatch, ALateReadingMeetsItsNeighboursOfTheSameBatch) {
    const std::vector readings{reading_of(101'000, start + days(1)), reading_of(103'000, start + days(3)),
                               reading_of(100'900, start + days(2)), reading_of(103'001, start + days(2)),
                               reading_of(102'000, start + days(2))};
    auto facts = facts_of(5);
    const auto judgements = judge_all(readings, facts, now);
    EXPECT_EQ(judgements[2].outcome, Outcome::runs_backwards);
    EXPECT_EQ(judgements[3].outcome, Outcome::runs_backwards);
    EXPECT_EQ(judgements[4].outcome, Outcome::recorded);
}

TEST(ValidationOfABatch, ARepetitionWithinADayIsADuplicateAndLaterItIsNot) {
    RawReading first = reading_of(101'000, start + days(1));
    RawReading again = first;
    again.taken_at += minutes(3);  // by another gateway
    RawReading around = first;
    around.taken_at += days(11);  // a stopped meter whose counter has come around
    const std::vector readings{first, again, around};
    auto facts = facts_of(3);
    const auto judgements = judge_all(readings, facts, now);
    EXPECT_EQ(judgements[0].outcome, Outcome::recorded);
    EXPECT_EQ(judgements[1].outcome, Outcome::duplicate);
    EXPECT_EQ(judgements[2].outcome, Outcome::recorded);
}

TEST(ValidationOfABatch, WhatTheStoreKnowsIsADuplicateAndAStrangerIsKept) {
    const std::vector readings{reading_of(101'000, start + days(1)), reading_of(102'000, start + days(2)),
                               reading_of(103'000, start + days(3))};
    auto facts = facts_of(3);
    facts.readings[0].already_recorded = true;
    facts.readings[1].meter.reset();
    const auto judgements = judge_all(readings, facts, now);
    EXPECT_EQ(judgements[0].outcome, Outcome::duplicate);
    EXPECT_EQ(judgements[1].outcome, Outcome::unknown_meter);
    EXPECT_EQ(judgements[2].outcome, Outcome::recorded);
}

TEST(ValidationOfABatch, ASuspectOrLateReadingDoesNotBecomeTheLast) {
    RawReading suspect = reading_of(105'000, start + days(5));
    suspect.time_known = false;
    const std::vector readings{reading_of(102'000, start + days(2)), suspect, reading_of(101'000, start + days(1))};
    auto facts = facts_of(3);
    for (const auto& judgement : judge_all(readings, facts, now))
        EXPECT_EQ(judgement.outcome, Outcome::recorded);
    EXPECT_EQ(facts.meters[0].last->volume, Volume::litres(102'000));
}

}  // namespace
}  // namespace aquacis::metering
