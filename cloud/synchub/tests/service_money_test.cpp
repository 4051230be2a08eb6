// Money is never dropped, never shown as owed again before the feed has it, and survives the loss of synchub's
// database.

#include <pqxx/pqxx>

#include "cloud/synchub/service/waiting_gauges.hpp"
#include "cloud/synchub/store/inbox_store.hpp"
#include "cloud/synchub/tests/harness.hpp"
#include "sync/engine/node_store.hpp"

namespace aquacis::synchub {
namespace {

DeviceId device_of(int number) { return DeviceId(make_named_uuid({}, "device " + std::to_string(number))); }

HubSettings impatient() {
    HubSettings settings = Harness::fast();
    settings.longest_decision_pause = 20ms;
    return settings;
}

TEST(Money, WaitsForAContextThatFailsAsLongAsItTakes) {
    Harness harness(impatient());
    harness.payments.is_faulty = true;
    Node node(harness, device_of(1));
    node.start();
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return harness.payments.calls() > 30; }, 30s));
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation WHERE verdict IS NULL"), 1);
    harness.payments.is_faulty = false;
    ASSERT_TRUE(eventually([&] { return node.state(payment)->verdict == sync::Verdict::accepted; }));
    EXPECT_EQ(harness.payments.effects(), 1);
}

// A fault before the context could say what kind of operation it is must not make synchub give anything up.
TEST(Money, WaitsAlsoBehindAContextThatCannotSpeakForItself) {
    Harness harness(impatient());
    harness.payments.is_broken = true;
    Node node(harness, device_of(1));
    node.start();
    const auto opened = node.append("payments.cash_session.open", "x");
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return harness.payments.calls() > 30; }, 30s));
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation WHERE verdict IS NULL"), 2);
    harness.payments.is_broken = false;
    ASSERT_TRUE(eventually([&] { return node.state(payment)->verdict == sync::Verdict::accepted; }));
    EXPECT_EQ(node.state(opened)->verdict, sync::Verdict::accepted);
    EXPECT_EQ(harness.payments.effects(), 2);
}

TEST(Money, TillsWhoseContextHangsHoldHalfOfTheThreadsAndTheOthersGoOn) {
    Harness harness(impatient());
    std::vector<std::unique_ptr<Node>> hanging;
    for (int i = 1; i <= 3; ++i) {
        hanging.push_back(std::make_unique<Node>(harness, device_of(i)));
        hanging.back()->start();
        hanging.back()->pay("hung", 100);
    }
    ASSERT_TRUE(eventually([&] { return harness.payments.hung >= 3; }, 30s)) << "each holds a thread";
    ASSERT_TRUE(eventually([&] { return harness.payments.hung >= 4; }, 30s)) << "the first was given up";
    std::this_thread::sleep_for(2s);  // the others, too
    Node other(harness, device_of(4));
    other.start();
    const int begun = harness.payments.hung;
    for (int i = 0; i < 5; ++i) {
        const auto payment = other.pay("contract-1", 500);
        ASSERT_TRUE(eventually([&] { return other.state(payment)->verdict == sync::Verdict::accepted; }, 60s));
    }
    EXPECT_LE(harness.payments.hung - begun, 2) << "none of the five waited for a thread that hangs";
}

TEST(Money, WaitsForAnOutcomeWhateverElseIsAnswered) {
    Harness harness(impatient());
    harness.payments.refuses_calls = true;
    Node node(harness, device_of(1));
    node.start();
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return harness.payments.calls() > 30; }, 30s));
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation WHERE verdict IS NULL"), 1);
    EXPECT_EQ(node.target.seen, 0U) << "the till shows it as paid";
    harness.payments.refuses_calls = false;
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
    EXPECT_EQ(harness.payments.effects(), 1);
}

TEST(Money, WhatWasParkedIsAskedAgainAndTheTillIsTold) {
    Harness harness(impatient());
    harness.payments.is_faulty = true;
    Node node(harness, device_of(1));
    node.start();
    const auto opened = node.append("payments.cash_session.open", "x");
    ASSERT_TRUE(eventually([&] { return node.state(opened)->verdict == sync::Verdict::parked; }, 30s));
    EXPECT_EQ(node.state(opened)->code, "sync.needs_a_person");
    harness.payments.is_faulty = false;
    const auto ask_again = [&](const std::string& code) {
        return harness.pool().run(queretaro, [&](Transaction& tx) {
            return redrive(tx, {code, Instant()}, harness.clock.now());
        });
    };
    EXPECT_EQ(ask_again("payments.something"), 0);
    EXPECT_EQ(ask_again("sync.needs_a_person"), 1);
    EXPECT_EQ(ask_again("sync.needs_a_person"), 0) << "it is not parked any more";
    ASSERT_TRUE(eventually([&] { return node.state(opened)->verdict == sync::Verdict::accepted; }, 30s));
    EXPECT_EQ(harness.payments.effects(), 1);
}

TEST(Money, WhatWaitsIsToldOfEachAdministration) {
    Harness harness(impatient());
    const ManualClock in_an_hour(harness.clock.now() + std::chrono::hours(1));
    const auto told = [&](const std::string& name) {
        for (const auto& measure : waiting_gauges(harness.pool(), in_an_hour).ask())
            if (measure.name == name && measure.labels.at(0).second == "11") return measure.value;
        return std::int64_t{-1};
    };
    harness.payments.is_faulty = true;
    Node node(harness, device_of(1));
    node.start();
    const auto opened = node.append("payments.cash_session.open", "x");
    node.pay("contract-1", 500);
    node.pay("contract-1", 600);
    ASSERT_TRUE(eventually([&] { return node.state(opened)->verdict == sync::Verdict::parked; }, 30s));
    EXPECT_EQ(told("aquacis_operations_waiting"), 2);
    EXPECT_GE(told("aquacis_operations_oldest_seconds"), 3500);
    EXPECT_EQ(told("aquacis_operations_parked"), 1);
    harness.payments.is_faulty = false;
    EXPECT_TRUE(eventually([&] { return told("aquacis_operations_waiting") == 0; }));
    EXPECT_EQ(told("aquacis_operations_oldest_seconds"), 0);
}

TEST(Money, WhatAContextLostWithItsDatabaseIsAskedAgainOnce) {
    Harness harness(impatient());
    Node node(harness, device_of(1)), other(harness, device_of(2));
    node.start();
    other.start();
    for (int i = 0; i < 3; ++i)
        node.pay("contract-1", 100);
    const auto last = node.pay("contract-2", 700), others = other.pay("contract-2", 50);
    ASSERT_TRUE(eventually([&] { return node.state(last)->effect_seen && other.state(others)->effect_seen; }));
    harness.payments.forget();
    const auto ask_again = [&](RedriveChoice choice) {
        return harness.pool().run(queretaro, [&](Transaction& tx) { return redrive(tx, choice, harness.clock.now()); });
    };
    EXPECT_EQ(ask_again({{}, Instant()}), 0) << "parked ones alone, when nothing else is said";
    EXPECT_EQ(ask_again({{}, harness.clock.now() + 1h, true, {}}), 0);
    EXPECT_EQ(ask_again({{}, Instant(), true, "metering"}), 0);
    EXPECT_EQ(ask_again({{}, Instant(), true, "payments"}), 5);
    const auto undecided = "SELECT count(*) FROM operation WHERE verdict IS NULL";
    ASSERT_TRUE(eventually([&] { return harness.count(undecided) == 0; }));
    EXPECT_EQ(harness.payments.paid()["contract-1"], 300);
    EXPECT_EQ(harness.payments.paid()["contract-2"], 750);
    EXPECT_EQ(ask_again({{}, Instant(), true, "payments"}), 5);
    ASSERT_TRUE(eventually([&] { return harness.count(undecided) == 0; }));
    EXPECT_EQ(harness.payments.paid()["contract-1"], 300) << "asked twice, taken once";
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation WHERE redriven_at IS NOT NULL"), 0)
        << "the answer is the same: nobody is told anew";
}

TEST(Money, AContextThatForgotItsGrantsIsToldThemBeforeTheOperations) {
    Harness harness(impatient());
    Node node(harness, device_of(1));
    node.target.wants_folios = true;
    node.start();
    ASSERT_TRUE(eventually([&] { return node.target.granted_last == 100; }));
    const auto payment = node.pay("contract-1", 100);
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_grant WHERE NOT is_stated"), 1) << "kept as it passed";
    EXPECT_TRUE(harness.payments.given_back().empty());
    node.stop();
    harness.payments.forget();
    const int calls = harness.payments.calls();
    harness.pool().run(queretaro, [&](Transaction& tx) {
        return redrive(tx, {{}, harness.clock.now() - 1h, true, "payments"}, harness.clock.now());
    });
    ASSERT_TRUE(eventually([&] { return harness.payments.calls() > calls; })) << "the device is not even connected";
    EXPECT_EQ(harness.payments.given_back(), (std::map<std::int64_t, int>{{1, calls}})) << "before its operations";
    EXPECT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM device_grant WHERE to_tell") == 0; }));
}

TEST(Money, WhatADeviceSaysItHoldsIsToldWhenThisDatabaseWasLostToo) {
    Harness harness(impatient());
    Node node(harness, device_of(1));
    node.target.wants_folios = true;
    node.start();
    ASSERT_TRUE(eventually([&] { return node.target.granted_last == 100; }));
    node.stop();
    harness.lose_database();
    node.start();
    const int calls = harness.payments.calls();
    const auto payment = node.pay("contract-1", 100);
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }, 20s));
    EXPECT_EQ(harness.payments.given_back(), (std::map<std::int64_t, int>{{1, calls}}));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_grant WHERE is_stated"), 1) << "on the device's word";
}

TEST(Money, OperationsWaitWhileAContextCannotBeToldItsGrants) {
    Harness harness(impatient());
    harness.payments.is_down = true;
    Node node(harness, device_of(1));
    node.target.granted_first = 501;
    node.target.granted_last = 600;  // what it holds from before this database was made anew
    node.start();
    const auto payment = node.pay("contract-1", 100);
    ASSERT_TRUE(eventually([&] { return harness.count("SELECT count(*) FROM operation") == 1; }));
    EXPECT_EQ(harness.payments.calls(), 0);
    harness.payments.is_down = false;
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }, 20s));
    EXPECT_EQ(harness.payments.given_back(), (std::map<std::int64_t, int>{{501, 0}}));
}

TEST(Money, WhyNothingIsGrantedIsToldToTheDevice) {
    Harness harness(impatient());
    harness.payments.refuses_grants = true;
    Node node(harness, device_of(1));
    node.target.wants_folios = true;
    node.start();
    ASSERT_TRUE(eventually([&] { return node.target.refused == 1; }));
    EXPECT_EQ(node.target.granted_last, 0);
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_grant"), 0);
}

TEST(Money, ARestoredDatabaseTakesAnotherName) {
    test::ContextDatabase database("synchub", migrations);
    const auto name = [&] { return database.pool().run(AdministrationId(11), read_incarnation); };
    const std::string first = name();
    EXPECT_EQ(name(), first);
    {
        pqxx::connection owner(database.owner_connection());
        pqxx::work work(owner);  // as a restore into the same database does
        work.exec("CREATE TEMP TABLE kept AS SELECT * FROM hub");
        work.exec("TRUNCATE hub");
        work.exec("INSERT INTO hub SELECT * FROM kept");
        work.commit();
    }
    const std::string second = name();
    EXPECT_NE(second, first);
    EXPECT_EQ(name(), second);
    const std::string third = database.pool().run_for_all({.name = "renew", .may_write = true}, renew_incarnation);
    EXPECT_NE(third, second);
    EXPECT_EQ(name(), third);
}

TEST(Money, NoClockMakesAnEffectSeen) {
    Harness harness;
    harness.payments.holds_events = true;
    Node node(harness, device_of(1));
    node.start();
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return node.state(payment)->verdict == sync::Verdict::accepted; }));
    harness.count(
        "WITH past AS (UPDATE operation SET decided_at = decided_at - interval '9 minutes' RETURNING 1) "
        "SELECT count(*) FROM past");
    std::this_thread::sleep_for(1500ms);  // several sweeps
    EXPECT_EQ(node.target.seen, 0U);
    EXPECT_FALSE(node.state(payment)->effect_seen) << "the till still shows it as paid by this payment";
    harness.payments.publish_account("contract-1", platform::OperationRef{device_of(1).uuid(), 1, payment});
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
}

TEST(Money, AnEffectMayComeBeforeTheOutcomeIsRecorded) {
    Harness harness;
    harness.payments.holds_events = true;
    harness.payments.publish_account("contract-1", platform::OperationRef{device_of(1).uuid(), 1, 1});
    ASSERT_TRUE(
        eventually([&] { return harness.count("SELECT count(*) FROM awaited_effect WHERE has_arrived") == 1; }));
    Node node(harness, device_of(1));
    node.start();
    const auto payment = node.pay("contract-1", 500);
    ASSERT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
}

TEST(Money, WhatAnnouncesNothingIsSeenAtOnce) {
    Harness harness;
    Node node(harness, device_of(1));
    node.start();
    payments::v1::TakePayment nowhere;  // as of a contract that payments does not know: no account will be told
    nowhere.set_payment_id("p-1");
    nowhere.set_contract_id("unknown");
    const auto payment = node.append("payments.payment.take", nowhere.SerializeAsString());
    EXPECT_TRUE(eventually([&] { return node.state(payment)->effect_seen; }));
}

TEST(Money, ALostDatabaseIsMadeAnewFromTillsAndLog) {
    Harness harness;
    Node old(harness, device_of(1)), fresh(harness, device_of(2));
    old.start();
    fresh.start();
    for (int i = 1; i <= 5; ++i)
        old.pay("contract-1", 100);
    const auto others = fresh.pay("contract-2", 700);
    ASSERT_TRUE(eventually([&] { return old.target.seen == 5 && fresh.target.seen == others; }, 20s));
    old.stop();
    {
        sqlite::Transaction transaction(old.database());
        sync::NodeStore(old.database()).prune(harness.clock.now() + std::chrono::hours(1), 1000);  // a month has passed
        transaction.commit();
    }
    EXPECT_FALSE(old.state(4));
    harness.lose_database();
    old.start();
    const auto after = old.pay("contract-1", 100);
    ASSERT_TRUE(eventually([&] { return old.target.seen == after && old.link().synchronized; }, 30s));
    ASSERT_TRUE(eventually([&] { return fresh.target.seen == others && fresh.link().synchronized; }, 30s));
    EXPECT_EQ(old.target.epochs, 1) << "what this server cannot prove it takes anew";
    EXPECT_EQ(fresh.target.epochs, 0) << "a till that still has its beginning goes on as it was";
    EXPECT_EQ(harness.payments.effects(), 7);
    EXPECT_EQ(harness.payments.paid()["contract-1"], 600);
    EXPECT_TRUE(eventually([&] { return old.rows() == fresh.rows(); })) << "both have what came last";
    EXPECT_EQ(old.rows().size(), 2U) << "the feed was rebuilt from the log";
}

}  // namespace
}  // namespace aquacis::synchub
