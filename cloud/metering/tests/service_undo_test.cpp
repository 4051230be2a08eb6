// What was done wrongly in the field or at the desk, and how it is undone.

#include <pqxx/pqxx>

#include "cloud/metering/service/announce_meters.hpp"
#include "cloud/metering/service/claim_campaign.hpp"
#include "cloud/metering/service/decide_reading.hpp"
#include "cloud/metering/service/get_campaign.hpp"
#include "cloud/metering/service/list_readings.hpp"
#include "cloud/metering/service/release_campaign.hpp"
#include "cloud/metering/service/replace_meter.hpp"
#include "cloud/metering/service/void_campaign.hpp"
#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/tests/campaign_fixture.hpp"

namespace aquacis::metering {
namespace {

using UndoTest = CampaignTest;

TEST_F(UndoTest, AVoidedCampaignIsClosedAnew) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 25, 110'000)});
    const auto wrong = close_campaign(context_, caller(), {"14-B", "2026-09", "2026-09-26"});
    ASSERT_TRUE(wrong.ok());
    const std::string id = wrong->id.to_string();
    EXPECT_EQ(void_campaign(context_, caller(), {id, ""}).refusal().field, "reason");
    EXPECT_EQ(void_campaign(context_, caller(colon), {id, "corte"}).refusal().kind, RefusalKind::not_found);
    ASSERT_TRUE(void_campaign(context_, caller(), {id, "el corte era el 30"}).ok());
    EXPECT_TRUE(void_campaign(context_, caller(), {id, "otra vez"}).ok());
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM outbox WHERE topic = 'reading.campaign.voided'"), 1);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM campaign WHERE voided_by = 'ana'"), 1);
    EXPECT_TRUE(get_campaign(context_, caller(), id)->voided);

    hear({reading_of(1, 29, 112'000)});
    const auto right = close_campaign(context_, caller(), september);
    ASSERT_TRUE(right.ok());
    EXPECT_NE(right->id, wrong->id);
    EXPECT_EQ(right->meters, 1);
    EXPECT_EQ(consumption(*right, 1).consumed, Volume::litres(12'000));
    EXPECT_EQ(claim_campaign(context_, caller(), {id, "14-B", "2026-09", id_of("run", 1)}).refusal().code,
              "metering.campaign_voided");
}

TEST_F(UndoTest, OnWhatALaterClosingStandsIsNotVoided) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    const auto first = close_campaign(context_, caller(), september);
    const auto second = close_campaign(context_, caller(), october);
    EXPECT_EQ(void_campaign(context_, caller(), {first->id.to_string(), "x"}).refusal().code,
              "metering.later_period_closed");
    ASSERT_TRUE(void_campaign(context_, caller(), {second->id.to_string(), "x"}).ok());
    EXPECT_TRUE(void_campaign(context_, caller(), {first->id.to_string(), "x"}).ok());
}

TEST_F(UndoTest, ARunThatClaimedItKeepsItFromBeingVoided) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    const std::string id = close_campaign(context_, caller(), september)->id.to_string();
    const std::string run = id_of("run", 1), other = id_of("run", 2);
    const auto refused_field = [&](const CampaignClaim& claim) {
        const auto campaign = claim_campaign(context_, caller(), claim);
        return campaign ? "" : campaign.refusal().field;
    };
    EXPECT_EQ(refused_field({id, "15-A", "2026-09", run}), "zone_id");
    EXPECT_EQ(refused_field({id, "", "2026-09", run}), "zone_id");
    EXPECT_EQ(refused_field({id, "14-B", "2026-10", run}), "period");
    EXPECT_EQ(refused_field({id_of("campaign", 9), "14-B", "2026-09", run}), "campaign_id");
    EXPECT_EQ(refused_field({id, "14-B", "2026-09", "x"}), "run_id");
    ASSERT_EQ(refused_field({id, "14-B", "2026-09", run}), "");
    EXPECT_EQ(refused_field({id, "14-B", "2026-09", run}), "");  // the same run again
    EXPECT_EQ(refused_field({id, "14-B", "2026-09", other}), "campaign_id");
    EXPECT_EQ(void_campaign(context_, caller(), {id, "x"}).refusal().code, "metering.campaign_claimed");
    EXPECT_TRUE(release_campaign(context_, caller(), {id, other})->claimed_by);  // not its own
    EXPECT_FALSE(release_campaign(context_, caller(), {id, run})->claimed_by);
    EXPECT_TRUE(void_campaign(context_, caller(), {id, "x"}).ok());
}

TEST_F(UndoTest, WhatAClosingMayBeReadingIsNotChangedUnderIt) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 20, 110'000)});
    const std::string id = close_campaign(context_, caller(), september)->id.to_string();
    database_.pool().run(queretaro, [&](platform::Transaction& tx) {
        share_campaigns(tx);  // a closing goes on
        EXPECT_EQ(void_campaign(context_, caller(), {id, "x"}).refusal().code, "metering.closing_goes_on");
        EXPECT_EQ(remove_meter(context_, caller(), {id_of("meter", 1), "2026-10-05", 120'000, "x"}).refusal().kind,
                  RefusalKind::unavailable);
    });
}

TEST_F(UndoTest, AJumpAfterSilenceWaitsForAPerson) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 20, 112'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    const auto jump = reading_of(1, 50, 2'362'000);  // 2,250 m³ in 30 silent days
    hear({jump, reading_of(1, 51, 130'600), reading_of(1, 59, 136'000)});
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading WHERE suspect AND remark = 'jump'"), 1);
    const auto campaign = close_campaign(context_, caller(), october);
    EXPECT_EQ(consumption(*campaign, 1).consumed, Volume::litres(24'000));  // and the truth after it is believed
    const auto list = list_readings(context_, caller(), {id_of("meter", 1), 2, ""});
    ASSERT_EQ(list->readings.size(), 2U);
    EXPECT_EQ(list_readings(context_, caller(), {id_of("meter", 1), 2, list->next_page_token})->readings[0].quality,
              "suspect");
}

TEST_F(UndoTest, OnlySuspectReadingsAreReviewedBeforeTheyAreBilled) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 20, 112'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    const auto jump = reading_of(1, 55, 500'000);  // a leak in a silent month: true, and nobody knows yet
    hear({jump});
    const auto campaign = close_campaign(context_, caller(), october);
    EXPECT_EQ(consumption(*campaign, 1).quality, "no_reading");
    EXPECT_EQ(consumption(*campaign, 1).remark, "review");
    ASSERT_TRUE(void_campaign(context_, caller(), {campaign->id.to_string(), "falta revisar"}).ok());

    const DecisionRequest accept{id_of("meter", 1), jump.taken_at_us(), "visita: fuga en el jardín", false};
    EXPECT_EQ(decide_reading(context_, caller(), accept)->readings, 1);
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter"), 500'000);
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), october), 1).consumed, Volume::litres(388'000));
    EXPECT_EQ(list_readings(context_, caller(), {id_of("meter", 1), 1, ""})->readings[0].decided_by, "ana");
}

TEST_F(UndoTest, AVoidedReadingLetsTheTruthBehindItIn) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    const auto wrong = reading_of(1, 20, 160'000);
    std::vector<edge::v1::MeterReading> readings;
    for (int day = 1; day < 20; ++day)
        readings.push_back(reading_of(1, day, 100'000 + 400 * day));
    readings.push_back(wrong);
    for (int day = 21; day < 30; ++day)
        readings.push_back(reading_of(1, day, 100'000 + 400 * day));
    hear(readings);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused WHERE reason = 'runs_backwards'"), 9);

    DecisionRequest decision{id_of("meter", 1), wrong.taken_at_us(), "el telegrama venía dañado", true};
    EXPECT_EQ(decide_reading(context_, caller(colon), decision).refusal().kind, RefusalKind::not_found);
    const auto decided = decide_reading(context_, caller(), decision);
    ASSERT_TRUE(decided.ok());
    EXPECT_EQ(decided->readings, 1);
    EXPECT_EQ(decided->judged_again, 9);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused"), 0);
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter"), 111'600);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading WHERE voided"), 1);  // it stays
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_decision WHERE decided_by = 'ana'"), 1);
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), september), 1).consumed, Volume::litres(11'600));

    decision.taken_at_us = readings.back().taken_at_us();
    EXPECT_EQ(decide_reading(context_, caller(), decision).refusal().code, "metering.reading_billed");
    decision.taken_at_us += 1;
    EXPECT_EQ(decide_reading(context_, caller(), decision).refusal().code, "metering.reading_not_found");
}

TEST_F(UndoTest, AMeterThatIsBeingRemovedIsNotToldAsHangingMeanwhile) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    const auto told = [&] {
        return database_.pool().run(queretaro, [&](platform::Transaction& tx) {
            tx.pq().exec("SET LOCAL lock_timeout = '50ms'");
            return meters_announced(context_).page(tx, "").count;
        });
    };
    EXPECT_EQ(told(), 2);
    pqxx::connection admin(database_.admin_connection());
    pqxx::work removal(admin);
    removal.exec("UPDATE meter SET removed_on = '2026-10-15' WHERE meter_id = '" + id_of("meter", 1) + "'");
    EXPECT_ANY_THROW(told()) << "it waits for the removal";
    removal.commit();
    EXPECT_EQ(told(), 1);
}

TEST_F(UndoTest, AReplacedMetersWaterAndItsSuccessorsAreBothTheContracts) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 29, 110'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    hear({reading_of(1, 40, 114'000)});
    auto fresh = draft_of(2);
    fresh.contract_id = id_of("contract", 1);
    fresh.installed_on = "2026-10-15";
    fresh.initial_litres = 0;
    ReplacementRequest change{{id_of("meter", 1), "2026-10-15", 113'000, "carátula ilegible"}, fresh};
    EXPECT_EQ(replace_meter(context_, caller(), change).refusal().field, "removed.final_litres");
    change.removed.final_litres = 116'000;
    change.installed.contract_id = id_of("contract", 7);
    EXPECT_EQ(replace_meter(context_, caller(), change).refusal().field, "installed.contract_id");
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM meter WHERE removed_on IS NOT NULL"), 0);
    change.installed.contract_id = id_of("contract", 1);
    ASSERT_TRUE(replace_meter(context_, caller(), change).ok());
    EXPECT_TRUE(replace_meter(context_, caller(), change).ok());  // the same again changes nothing
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM outbox WHERE topic = 'meter.removed'"), 1);

    hear({reading_of(1, 50, 118'000), reading_of(2, 59, 7'000)});  // the old one still sends, from the store room
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused WHERE reason = 'after_removal'"), 1);
    const auto campaign = close_campaign(context_, caller(), october);
    EXPECT_EQ(campaign->measured, 2);
    EXPECT_EQ(consumption(*campaign, 1).consumed, Volume::litres(6'000));
    EXPECT_EQ(consumption(*campaign, 1).remark, "removed");
    EXPECT_EQ(consumption(*campaign, 2).consumed, Volume::litres(7'000));
    EXPECT_EQ(list_consumptions(context_, caller(), {campaign->id.to_string(), 1, ""})->consumptions.size(), 2U);
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30"})->meters, 1);

    auto elsewhere = draft_of(1);  // and hangs at another house
    elsewhere.meter_id = id_of("meter", 101);
    elsewhere.contract_id = id_of("contract", 9);
    elsewhere.installed_on = "2026-11-20";
    elsewhere.initial_litres = 118'000;
    ASSERT_TRUE(install_meters(context_, caller(), {&elsewhere, 1}).ok());
    hear({reading_of(1, 85, 119'000)});
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter WHERE meter_id = $1::uuid", id_of("meter", 101)),
              119'000);
}

TEST_F(UndoTest, ARemovalBeforeWhatIsBilledIsRefused) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 29, 110'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    const auto removed = [&](const std::string& on, std::int64_t litres) {
        const auto answer = remove_meter(context_, caller(), {id_of("meter", 1), on, litres, "baja"});
        return answer ? "" : answer.refusal().code;
    };
    EXPECT_EQ(removed("2026-09-20", 120'000), "metering.removed_before_billing");
    EXPECT_EQ(removed("2026-12-24", 120'000), "metering.removed_on_invalid");
    EXPECT_EQ(removed("2026-10-05", 109'000), "metering.final_litres_invalid");
    EXPECT_EQ(removed("2026-10-05", 111'000), "");
    EXPECT_EQ(removed("2026-10-06", 111'000), "metering.meter_removed");
    EXPECT_EQ(remove_meter(context_, caller(), {id_of("meter", 5), "2026-10-05", 1, "x"}).refusal().kind,
              RefusalKind::not_found);
}

}  // namespace
}  // namespace aquacis::metering
