#include <map>

#include "cloud/metering/service/grpc.hpp"
#include "cloud/metering/tests/campaign_fixture.hpp"
#include "cloud/metering/wire/convert.hpp"
#include "tests/support/in_process.hpp"

namespace aquacis::metering {
namespace {

TEST_F(CampaignTest, TakesTheLastReadingNotAfterTheCut) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    hear({reading_of(1, 0, 100'010), reading_of(1, 29, 115'000), reading_of(1, 30, 116'000)});
    const auto campaign = close_campaign(context_, caller(), september);
    ASSERT_TRUE(campaign.ok());
    EXPECT_EQ(campaign->meters, 2);
    EXPECT_EQ(campaign->measured, 1);
    EXPECT_EQ(campaign->without_reading(), 1);
    const auto one = consumption(*campaign, 1);
    EXPECT_EQ(one.previous.volume, Volume::litres(100'000));
    EXPECT_EQ(one.current.volume, Volume::litres(115'000));
    EXPECT_EQ(to_proto(one).current_date(), "2026-09-30");
    EXPECT_EQ(to_proto(one).previous_date(), "2026-09-01");
    EXPECT_EQ(consumption(*campaign, 2).quality, "no_reading");
}

TEST_F(CampaignTest, TheFutureIsNotClosed) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 20, 110'000)});
    clock_.set(local_midnight(parse_date("2026-10-01").value()) - std::chrono::seconds(1));
    EXPECT_EQ(close_campaign(context_, caller(), september).refusal().code, "metering.cut_date_future");
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2027-10", "2027-10-31"}).refusal().field, "cut_date");
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM campaign"), 0);
    clock_.advance(std::chrono::seconds(1));
    EXPECT_TRUE(close_campaign(context_, caller(), september).ok());
}

TEST_F(CampaignTest, NoPeriodIsLeftOut) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(3, 4, "15-A")).ok());
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30"}).refusal().code,
              "metering.period_gap");
    EXPECT_EQ(close_campaign(context_, caller(), {"", "2026-11", "2026-11-30", true}).refusal().code,
              "metering.period_gap");
    EXPECT_EQ(completed(), 1);
    EXPECT_TRUE(close_campaign(context_, caller(), {"15-A", "2026-11", "2026-11-30"}).ok());  // its first
    EXPECT_TRUE(close_campaign(context_, caller(), october).ok());
    EXPECT_TRUE(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30"}).ok());
}

TEST_F(CampaignTest, AStaleReadingIsNoBillingReading) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    hear({reading_of(1, 29, 110'000), reading_of(2, 29, 110'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    hear({reading_of(1, 31, 111'000), reading_of(2, 31, 111'000), reading_of(2, 58, 126'000)});  // meter 1: 2 October
    const auto campaign = close_campaign(context_, caller(), october);
    ASSERT_TRUE(campaign.ok());
    EXPECT_EQ(campaign->measured, 1);
    EXPECT_EQ(consumption(*campaign, 1).quality, "no_reading");
    EXPECT_EQ(consumption(*campaign, 1).remark, "stale");
    EXPECT_EQ(consumption(*campaign, 1).consumed, Volume{});
    EXPECT_EQ(consumption(*campaign, 2).quality, "measured");

    hear({reading_of(1, 89, 146'000)});
    const auto november = close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30"});
    EXPECT_EQ(consumption(*november, 1).consumed, Volume::litres(36'000));  // no litre is lost
}

TEST_F(CampaignTest, GoesOnFromTheBillingReadingBefore) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 3)).ok());
    hear({reading_of(1, 20, 110'000), reading_of(2, 20, 108'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    hear({reading_of(1, 25, 112'000), reading_of(1, 59, 130'000)});  // the first came late, after its period was closed
    const auto campaign = close_campaign(context_, caller(), october);
    ASSERT_TRUE(campaign.ok());
    const auto one = consumption(*campaign, 1);
    EXPECT_EQ(one.previous.volume, Volume::litres(110'000));
    EXPECT_EQ(one.consumed, Volume::litres(20'000));
    const auto silent = consumption(*campaign, 2);
    EXPECT_EQ(silent.quality, "no_reading");
    EXPECT_EQ(silent.previous.volume, Volume::litres(108'000));

    hear({reading_of(2, 85, 140'000)});
    const auto november = close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30"});
    EXPECT_EQ(consumption(*november, 2).previous.volume, Volume::litres(108'000));
    EXPECT_EQ(consumption(*november, 2).consumed, Volume::litres(32'000));
}

TEST_F(CampaignTest, LeaksAndStoppedMetersAreRemarked) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 4)).ok());
    std::vector<edge::v1::MeterReading> readings;
    for (int day = 1; day < 30; ++day) {
        readings.push_back(reading_of(1, day, 100'000 + 400 * day));
        readings.push_back(reading_of(2, day, 100'000 + 400 * std::min(day, 12)));
        readings.push_back(reading_of(3, day, 100'000));
    }
    readings[30].add_status("LEAK");  // meter 1, day 11
    hear(readings);
    const auto campaign = close_campaign(context_, caller(), september);
    EXPECT_EQ(consumption(*campaign, 1).remark, "leak");
    EXPECT_EQ(consumption(*campaign, 2).remark, "stopped");
    EXPECT_EQ(consumption(*campaign, 2).consumed, Volume::litres(4'800));
    EXPECT_EQ(consumption(*campaign, 3).remark, "");
}

TEST_F(CampaignTest, WhatTheMeterSaidReachesTheConsumption) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    std::vector<edge::v1::MeterReading> readings;
    for (int day = 1; day < 30; ++day) {
        readings.push_back(reading_of(1, day, 100'000 + 400 * day));
        readings.back().add_status(day < 20 ? "TAMPER" : "BURST");
    }
    readings[5].add_status("REVERSE_FLOW");
    hear(readings);
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), september), 1).remark, "burst,reverse,tamper");
}

TEST_F(CampaignTest, ALateReadingBelowTheBilledOneIsRefused) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 29, 110'000)});
    ASSERT_TRUE(close_campaign(context_, caller(), september).ok());
    hear({reading_of(1, 61, 120'000)});
    hear({reading_of(1, 60, 109'000), reading_of(1, 59, 118'000), reading_of(1, 58, 119'000)});
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused WHERE reason = 'runs_backwards'"), 2);
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), october), 1).consumed, Volume::litres(8'000));
}

TEST_F(CampaignTest, ARegisterThatComesAroundIsMeasuredOn) {
    auto drafts = drafts_of(1, 2);
    drafts[0].register_digits = 5;
    drafts[0].initial_litres = 99'990'000;
    ASSERT_TRUE(install_meters(context_, caller(), drafts).ok());
    hear({reading_of(1, 10, 99'998'000), reading_of(1, 29, 3'000)});
    const auto campaign = close_campaign(context_, caller(), september);
    EXPECT_EQ(consumption(*campaign, 1).consumed, Volume::litres(13'000));
    EXPECT_EQ(consumption(*campaign, 1).remark, "rollover");
    hear({reading_of(1, 59, 9'000)});
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), october), 1).consumed, Volume::litres(6'000));
}

TEST_F(CampaignTest, ASuspectReadingIsNotBilled) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    auto suspect = reading_of(1, 25, 112'000);
    suspect.set_time_quality(edge::v1::TIME_QUALITY_UNKNOWN);
    hear({reading_of(1, 20, 110'000), suspect});
    EXPECT_EQ(consumption(*close_campaign(context_, caller(), september), 1).current.volume, Volume::litres(110'000));
}

TEST_F(CampaignTest, ClosingAgainGivesTheSameCampaign) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 4)).ok());
    hear({reading_of(1, 20, 110'000)});
    const auto first = close_campaign(context_, caller(), september);
    hear({reading_of(2, 20, 110'000)});
    const auto again = close_campaign(context_, caller(), september);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->meters, 3);
    EXPECT_EQ(again->measured, 1);
    EXPECT_EQ(completed(), 1);
}

TEST_F(CampaignTest, EveryZoneTakesTheMetersThatNoZoneClosed) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 4, "14-B")).ok());
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(4, 6, "15-A")).ok());
    EXPECT_EQ(close_campaign(context_, caller(), september)->meters, 3);
    EXPECT_EQ(close_campaign(context_, caller(), {"", "2026-09", "2026-09-30", true})->meters, 2);
    EXPECT_EQ(close_campaign(context_, caller(), {"", "2026-10", "2026-10-31", true})->meters, 5);
    EXPECT_EQ(close_campaign(context_, caller(colon), september)->meters, 0);
    EXPECT_EQ(completed(), 3);
}

TEST_F(CampaignTest, AMeterInstalledAfterTheCutIsNotInIt) {
    auto drafts = drafts_of(1, 3);
    drafts[1].installed_on = "2026-10-01";
    ASSERT_TRUE(install_meters(context_, caller(), drafts).ok());
    EXPECT_EQ(close_campaign(context_, caller(), september)->meters, 1);
    EXPECT_EQ(close_campaign(context_, caller(), october)->meters, 2);
}

TEST_F(CampaignTest, WhatCannotBeClosedIsRefused) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    ASSERT_TRUE(close_campaign(context_, caller(), october).ok());
    EXPECT_EQ(close_campaign(context_, caller(), september).refusal().code, "metering.later_period_closed");
    EXPECT_EQ(close_campaign(context_, caller(), {"", "2026-11", "2026-11-30"}).refusal().field, "zone_id");
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-11-30", true}).refusal().field, "zone_id");
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-12-01"}).refusal().field, "cut_date");
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-10", "2026-10-30"}).refusal().code,
              "metering.campaign_exists");
    EXPECT_EQ(close_campaign(context_, caller(), {"", "2026-09", "2026-09-30", true}).refusal().kind,
              RefusalKind::conflict);
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-13", "2026-09-30"}).refusal().field, "period");
    EXPECT_EQ(close_campaign(context_, caller(), {"14-B", "2026-11", "2026-10-30"}).refusal().field, "cut_date");
    EXPECT_EQ(completed(), 1);
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM campaign"), 1);
}

TEST_F(CampaignTest, PagesHoldEachMeterOnce) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(0, 500)).ok());
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(500, 1000)).ok());
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1000, 1100)).ok());
    const auto campaign = close_campaign(context_, caller(), september);
    EXPECT_EQ(campaign->meters, 1100);
    std::set<MeterId> seen;
    ConsumptionQuestion question{campaign->id.to_string(), 0, ""};
    for (int page = 0; page < 3; ++page) {
        const auto list = list_consumptions(context_, caller(), question);
        ASSERT_TRUE(list.ok());
        for (const auto& one : list->consumptions)
            seen.insert(one.meter);
        question.page_token = list->next_page_token;
    }
    EXPECT_EQ(question.page_token, "");
    EXPECT_EQ(seen.size(), 1100U);
    EXPECT_EQ(list_consumptions(context_, caller(), {"x", 0, ""}).refusal().field, "campaign_id");
    EXPECT_EQ(list_consumptions(context_, caller(), {campaign->id.to_string(), 1001, ""}).refusal().field, "page_size");
    EXPECT_EQ(list_consumptions(context_, caller(), {campaign->id.to_string(), 0, "x"}).refusal().field, "page_token");
    EXPECT_EQ(list_consumptions(context_, caller(colon), {campaign->id.to_string(), 0, ""}).refusal().kind,
              RefusalKind::not_found);
}

TEST_F(CampaignTest, TheMetersOfAContractStandOnOnePageWhereverItEnds) {
    auto drafts = drafts_of(0, 12);
    for (std::size_t n = 0; n < drafts.size(); ++n)
        drafts[n].contract_id = id_of("contract", static_cast<int>(n) / 3);
    ASSERT_TRUE(install_meters(context_, caller(), drafts).ok());
    const auto campaign = close_campaign(context_, caller(), september);
    for (int page_size = 1; page_size <= 5; ++page_size) {
        ConsumptionQuestion question{campaign->id.to_string(), page_size, ""};
        std::map<ContractId, std::size_t> meters;
        do {
            const auto list = list_consumptions(context_, caller(), question);
            std::map<ContractId, std::size_t> here;
            for (const auto& one : list->consumptions)
                ++here[one.contract];
            EXPECT_LE(here.size(), static_cast<std::size_t>(page_size));
            for (const auto& [contract, count] : here) {
                EXPECT_EQ(count, 3U) << "pages of " << page_size;
                EXPECT_TRUE(meters.emplace(contract, count).second) << "pages of " << page_size;
            }
            question.page_token = list->next_page_token;
        } while (!question.page_token.empty());
        EXPECT_EQ(meters.size(), 4U) << "pages of " << page_size;
    }
}

TEST_F(CampaignTest, WhatGoesOverTheWireComesBack) {
    const Meter meter = check_meter(draft_of(5)).value();
    EXPECT_EQ(*check_meter(from_proto(to_proto(meter))), meter);
    const RawReading reading = from_proto(reading_of(5, 3, 123'456));
    EXPECT_EQ(reading.volume, Volume::litres(123'456));
    EXPECT_TRUE(reading.time_known);
    EXPECT_EQ(reading.payload_hash, 0x6861736831303033U);  // "hash1003"
}

TEST_F(CampaignTest, TheServiceAnswersOverGrpc) {
    test::InProcess process(clock_);
    MeteringService service(context_, process.guard());
    const auto stub = v1::Metering::NewStub(process.serve({&service}));

    v1::InstallMetersRequest install;
    *install.add_meters() = to_proto(check_meter(draft_of(1)).value());
    v1::InstallMetersResponse installed;
    ASSERT_TRUE(stub->InstallMeters(process.call(queretaro).get(), install, &installed).ok());
    EXPECT_EQ(installed.installed(), 1);
    hear({reading_of(1, 20, 110'000), reading_of(1, 21, 109'000)});

    v1::CloseCampaignRequest close;
    close.set_period("2026-09");
    close.set_every_zone(true);
    close.set_cut_date("2026-09-30");
    v1::CloseCampaignResponse campaign;
    ASSERT_TRUE(stub->CloseCampaign(process.call(queretaro).get(), close, &campaign).ok());
    EXPECT_EQ(campaign.measured(), 1);

    v1::ListConsumptionsRequest question;
    question.set_campaign_id(campaign.campaign_id());
    v1::ListConsumptionsResponse list;
    ASSERT_TRUE(stub->ListConsumptions(process.call(queretaro).get(), question, &list).ok());
    ASSERT_EQ(list.consumptions_size(), 1);
    EXPECT_EQ(list.consumptions(0).consumed_litres(), 10'000);
    EXPECT_EQ(list.consumptions(0).meter_label(), "KAM 60000001");

    v1::GetCountsRequest month;
    month.set_period("2026-09");
    v1::GetCountsResponse counts;
    ASSERT_TRUE(stub->GetCounts(process.call(queretaro).get(), month, &counts).ok());
    EXPECT_EQ(counts.recorded(), 1);
    EXPECT_EQ(counts.refused().at("runs_backwards"), 1);

    close.set_period("2026");
    const auto status = stub->CloseCampaign(process.call(queretaro).get(), close, &campaign);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(platform::refusal_of(status).field, "period");
}

}  // namespace
}  // namespace aquacis::metering
