#include "cloud/metering/store/campaign_store.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/store/reading_store.hpp"
#include "cloud/metering/store/sql.hpp"
#include "cloud/metering/tests/metering_fixture.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "tests/support/rows_read.hpp"

namespace aquacis::metering {
namespace {

using platform::run_sql;
using platform::Transaction;

TEST_F(MeteringTest, MigrationsWalkDownAndUpAgain) {
    const std::string owner = database_.owner_connection();
    const int top = static_cast<int>(migrations.size());
    EXPECT_EQ(platform::schema_version(owner), top);
    platform::migrate_down(owner, migrations, 0);
    EXPECT_EQ(platform::schema_version(owner), 0);
    platform::migrate_up(owner, "postgres", migrations);
    EXPECT_EQ(platform::schema_version(owner), top);
}

TEST_F(MeteringTest, AMeterComesBackAsItWentIn) {
    const Meter meter = check_meter(draft_of(1)).value();
    database_.pool().run(queretaro, [&](Transaction& tx) {
        EXPECT_EQ(insert_meters(tx, std::span(&meter, 1)).size(), 1U);
        EXPECT_TRUE(insert_meters(tx, std::span(&meter, 1)).empty());
        EXPECT_EQ(find_meters(tx, std::span(&meter.id, 1)).at(0), meter);
    });
}

TEST_F(MeteringTest, TheLastReadingOnlyMovesForward) {
    MeterState state{check_meter(draft_of(1)).value(), LastReading{Volume::litres(120'000), from_microseconds(2'000)}};
    database_.pool().run(queretaro, [&](Transaction& tx) {
        insert_meters(tx, std::span(&state.meter, 1));
        update_last_readings(tx, std::span(&state, 1));
        state.last = LastReading{Volume::litres(110'000), from_microseconds(1'000)};
        update_last_readings(tx, std::span(&state, 1));
    });
    EXPECT_EQ(number(queretaro, "SELECT last_litres FROM meter"), 120'000);
}

TEST_F(MeteringTest, AnotherAdministrationSeesNothing) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 1, 100'500), reading_of(9, 1, 100'500)});
    for (const char* table : {"meter", "reading", "reading_refused", "reading_tally"}) {
        EXPECT_GT(number(queretaro, std::string("SELECT count(*) FROM ") + table), 0) << table;
        EXPECT_EQ(number(colon, std::string("SELECT count(*) FROM ") + table), 0) << table;
    }
    EXPECT_THROW(number(colon, "DELETE FROM reading"), pqxx::insufficient_privilege);
    EXPECT_THROW(database_.pool().run(colon,
                                      [&](Transaction& tx) {
                                          run_sql(tx,
                                                  "INSERT INTO reading_tally VALUES (11, '2026-10', 'recorded', 0, 1)");
                                      }),
                 std::exception);
}

TEST_F(MeteringTest, OfAReadingAndAConsumptionOnlyItsStateCanBeChanged) {
    ASSERT_TRUE(install_meters(context_, caller(), drafts_of(1, 2)).ok());
    hear({reading_of(1, 1, 100'500)});
    for (const char* column : {"suspect", "voided"})
        EXPECT_NO_THROW(database_.pool().run(queretaro, [&](Transaction& tx) {
            run_sql(tx, std::string("UPDATE reading SET ") + column + " = false");
        })) << column;
    for (const char* change :
         {"UPDATE reading SET litres = litres + 1", "UPDATE reading SET taken_at_us = 0",
          "UPDATE reading SET remark = ''", "UPDATE reading SET meter_id = gen_random_uuid()", "DELETE FROM reading",
          "UPDATE consumption SET current_litres = 0", "UPDATE consumption SET consumed_litres = 0",
          "UPDATE consumption SET quality = 'measured'", "UPDATE consumption SET contract_id = gen_random_uuid()",
          "DELETE FROM consumption"})
        EXPECT_THROW(database_.pool().run(queretaro, [&](Transaction& tx) { run_sql(tx, change); }),
                     pqxx::insufficient_privilege)
            << change;
    EXPECT_NO_THROW(database_.pool().run(
        queretaro, [&](Transaction& tx) { run_sql(tx, "UPDATE consumption SET voided = false"); }));
}

// The tables are as a campaign leaves them: filled a moment ago, and never analysed.
TEST_F(MeteringTest, APageOfACampaignReadsItsOwnRowsAlone) {
    constexpr int contracts = 4000, page = 200;
    const Campaign campaign{.id = CampaignId(make_named_uuid(Uuid(), "campaign")),
                            .zone = "14-B",
                            .period = Period(2026, 9),
                            .cut = parse_date("2026-09-30").value()};
    database_.pool().run(queretaro, [&](Transaction& tx) {
        ASSERT_TRUE(claim_campaign(tx, campaign, "ana"));
        std::vector<Consumption> all(contracts);
        for (int n = 0; n < contracts; ++n) {
            all[static_cast<std::size_t>(n)].meter = MeterId::parse(id_of("meter", n)).value();
            all[static_cast<std::size_t>(n)].contract = ContractId::parse(id_of("contract", n)).value();
            all[static_cast<std::size_t>(n)].quality = "measured";
        }
        insert_consumptions(tx, campaign, all);
    });
    ContractId after;
    int seen = 0;
    for (int pages = 0; pages < contracts / page; ++pages)
        database_.pool().run(queretaro, [&](Transaction& tx) {
            const std::int64_t read = test::rows_read_by(tx, [&] {
                const auto found = list_consumptions(tx, campaign.id, after, page);
                seen += static_cast<int>(found.size());
                after = found.back().contract;
            });
            EXPECT_LE(read, 3 * page) << "page " << pages;
        });
    EXPECT_EQ(seen, contracts);
}

TEST_F(MeteringTest, AClosingLooksForEachMetersConsumptionByItsKey) {
    database_.pool().run(queretaro, [](Transaction& tx) {
        tx.pq().exec(
            "INSERT INTO meter SELECT 11, md5('m' || n)::uuid, 'KAM', n::text, 27, 22, md5('c' || n)::uuid, '14-B',"
            " '2026-08-01', 0, 0, 2500 FROM generate_series(1, 2000) AS n");
        tx.pq().exec(
            "INSERT INTO campaign (administration_id, campaign_id, zone_id, period, cut_date)"
            " VALUES (11, md5('k')::uuid, '14-B', '2026-09', '2026-09-30')");
        tx.pq().exec(
            "INSERT INTO consumption SELECT 11, md5('k')::uuid, md5('m' || n)::uuid, '2026-09', md5('c' || n)::uuid, "
            "'', 0,"
            " 0, 0, 0, 'measured', '' FROM generate_series(1, 2000) AS n");
    });
    const std::string nobody = Uuid{}.to_string();
    for (const char* period : {"2026-09", "2026-10"})
        database_.pool().run(queretaro, [&](Transaction& tx) {
            EXPECT_LE(test::rows_compared(tx, sql::find_campaign_facts, period, "", std::int64_t{1} << 60U, nobody,
                                          1000, std::int64_t{1}),
                      0)
                << period;
        });
}

TEST_F(MeteringTest, RefusedReadingsAreForgottenAfterNinetyDays) {
    hear({reading_of(9, 1, 100'500)});
    clock_.advance(std::chrono::days(91));
    hear({reading_of(9, 2, 100'600)});
    EXPECT_EQ(number(queretaro, "SELECT count(*) FROM reading_refused"), 1);
}

TEST_F(MeteringTest, ATallyAddsUpOverItsSlots) {
    database_.pool().run(queretaro, [&](Transaction& tx) {
        const Period october(2026, 10);
        add_tally(tx, {{{october, "recorded"}, 3}, {{october, "no_volume"}, 1}}, 0);
        add_tally(tx, {{{october, "recorded"}, 4}, {{october, "no_volume"}, -1}}, 1);
        EXPECT_EQ(find_tally(tx, october), (std::map<std::string, std::int64_t>{{"recorded", 7}}));
        EXPECT_TRUE(find_tally(tx, october.next()).empty());
    });
}

}  // namespace
}  // namespace aquacis::metering
