// What was settled long ago goes, and whoever sends it again gets the right answer and pays nothing twice.

#include "cloud/synchub/service/forget_settled.hpp"
#include "cloud/synchub/tests/harness.hpp"

namespace aquacis::synchub {
namespace {

DeviceId device_of(int number) { return DeviceId(make_named_uuid({}, "device " + std::to_string(number))); }

class ForgettingOverTheWire : public testing::Test {
protected:
    // Three payments that are answered and seen, and a hello after that.
    ForgettingOverTheWire() {
        for (int i = 1; i <= 3; ++i)
            node.pay("contract-" + std::to_string(i), 100 * i);
        node.start();
    }
    bool is_settled(std::uint64_t last = 3) {
        return eventually([&] {
            return node.target.seen >= last && node.state(last)->verdict != sync::Verdict::pending &&
                   node.link().synchronized;
        });
    }
    void say_hello_again() {
        node.stop();
        node.start();
        ASSERT_TRUE(is_settled());
    }
    // As if those days had passed; whatever was refused stays.
    Forgotten forget() { return forget_settled(harness.pool(), {harness.clock.now() + 24h, Instant{}}, 100); }
    std::int64_t operations() { return harness.count("SELECT count(*) FROM operation"); }
    // As in a file that was put back to a moment before these answers came.
    void lose_outcomes_at_the_node() {
        node.stop();
        node.database().execute("DELETE FROM sync_outcome WHERE number < 3");
    }
    void expect_paid_once() {
        EXPECT_EQ(harness.payments.effects(), 3);
        EXPECT_EQ(harness.payments.paid(),
                  (std::map<std::string, std::int64_t>{{"contract-1", 100}, {"contract-2", 200}, {"contract-3", 300}}));
    }

    Harness harness;
    Node node{harness, device_of(1)};
};

TEST_F(ForgettingOverTheWire, WhatTheDeviceHasNotSaidThatItKnowsStays) {
    ASSERT_TRUE(is_settled());
    const Forgotten early = forget();
    EXPECT_EQ(early.operations, 0) << "its last hello was before the answers";
    EXPECT_EQ(early.effects, 3) << "seen, so nothing waits for them";
    EXPECT_EQ(operations(), 3);
    say_hello_again();
    EXPECT_EQ(forget().operations, 2);
    EXPECT_EQ(harness.count("SELECT min(seq) FROM operation"), 3) << "what it shows when it comes again stays";
    say_hello_again();
    EXPECT_EQ(node.target.epochs, 0);
    EXPECT_EQ(node.pay("contract-1", 5), 4U);
    ASSERT_TRUE(is_settled(4)) << "the chain goes on";
    EXPECT_EQ(harness.count("SELECT epoch FROM device"), 1);
}

TEST_F(ForgettingOverTheWire, WhatWentAndIsSentAgainIsAnsweredAndTakesEffectOnce) {
    ASSERT_TRUE(is_settled());
    say_hello_again();
    ASSERT_EQ(forget().operations, 2);
    harness.payments.forget_answers();
    lose_outcomes_at_the_node();
    node.start();
    for (const std::uint64_t seq : {1U, 2U}) {
        ASSERT_TRUE(eventually([&] { return node.state(seq)->verdict != sync::Verdict::pending; })) << seq;
        EXPECT_EQ(node.state(seq)->verdict, sync::Verdict::accepted);
    }
    expect_paid_once();
    EXPECT_EQ(node.target.epochs, 0) << "it is no copy";
    EXPECT_EQ(harness.count("SELECT count(*) FROM device WHERE quarantined_at IS NULL AND epoch_began_at IS NULL"), 1);
    ASSERT_TRUE(is_settled());
    say_hello_again();
    EXPECT_EQ(forget().operations, 2) << "and it goes again";
}

TEST_F(ForgettingOverTheWire, ATillThatComesFromABackupOfAYearAgoPaysNothingTwice) {
    ASSERT_TRUE(is_settled());
    Node old(harness, device_of(1));
    const std::string copy = (old.folder() / "copy.db").string();
    node.database().execute("VACUUM INTO '" + copy + "'");
    node.pay("contract-4", 400);
    ASSERT_TRUE(is_settled(4));
    say_hello_again();
    ASSERT_EQ(forget().operations, 3);
    harness.payments.forget_answers();
    node.stop();
    // As it was before anything was sent.
    old.database().execute("ATTACH '" + copy +
                           "' AS c; INSERT INTO main.sync_operation SELECT * FROM c.sync_operation; "
                           "DELETE FROM main.sync_device; INSERT INTO main.sync_device SELECT * FROM c.sync_device; "
                           "UPDATE main.sync_device SET acknowledged = 0, seen = 0;");
    old.start();
    ASSERT_TRUE(eventually([&] { return old.target.epochs == 1; }, 20s)) << "it lost what it had sent since";
    for (const std::uint64_t seq : {1U, 2U, 3U})
        ASSERT_TRUE(eventually([&] { return old.state(seq)->verdict == sync::Verdict::accepted; }, 20s)) << seq;
    EXPECT_EQ(harness.payments.effects(), 4);
    EXPECT_EQ(harness.payments.paid()["contract-1"], 100);
}

TEST_F(ForgettingOverTheWire, ARefusedOneStaysForItsOwnDays) {
    ASSERT_TRUE(is_settled());
    node.append("nobody.knows.this", "body");
    ASSERT_TRUE(is_settled(4));
    pqxx::connection database(harness.admin_connection());
    pqxx::nontransaction(database).exec("UPDATE operation SET verdict = 4 WHERE seq = 4");  // as a context refuses
    node.pay("contract-1", 5);
    ASSERT_TRUE(is_settled(5));
    say_hello_again();
    EXPECT_EQ(forget().operations, 3);
    EXPECT_EQ(harness.count("SELECT count(*) FROM operation WHERE verdict = 4"), 1);
    const Instant tomorrow = harness.clock.now() + 24h;
    EXPECT_EQ(forget_settled(harness.pool(), {tomorrow, tomorrow}, 100).operations, 1);
}

TEST_F(ForgettingOverTheWire, WhatWentIsCounted) {
    ASSERT_TRUE(is_settled());
    ForgetSettled forgetting(harness.pool(), harness.clock, KeptDays{});
    EXPECT_FALSE(forgetting.step());
    std::map<std::string, std::int64_t> went;
    for (const auto& measure : forgetting.gauges().ask())
        went[measure.labels.at(0).second] = measure.value;
    EXPECT_EQ(went, (std::map<std::string, std::int64_t>{{"operation", 0}, {"awaited_effect", 3}, {"device_seen", 0}}));
}

}  // namespace
}  // namespace aquacis::synchub
