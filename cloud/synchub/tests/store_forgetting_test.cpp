// Which rows of what devices sent go, tried with one of each kind.

#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/store/inbox_store.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::synchub {
namespace {

class ForgettingStore : public testing::Test {
protected:
    test::ContextDatabase database{"synchub", migrations};
    const Instant now = parse_iso("2027-12-01T12:00:00Z").value();

    void as_admin(const std::string& words) const {
        pqxx::connection session(database.admin_connection());
        pqxx::nontransaction(session).exec(words);
    }
    int count(const std::string& words) const {
        pqxx::connection session(database.admin_connection());
        return pqxx::nontransaction(session).exec("SELECT count(*) FROM " + words)[0][0].as<int>();
    }
    // 40 accepted operations, a day apart, the newest one of today; all answered and seen.
    void fill(const std::string& device, int administration) const {
        const std::string id = "md5('" + device + "')::uuid", of = std::to_string(administration);
        as_admin(
            "INSERT INTO device (device_id, administration_id, epoch, acknowledged_seq, answered_epoch, answered_seq) "
            "VALUES (" +
            id + ", " + of + ", 1, 40, 1, 40)");
        as_admin(
            "INSERT INTO operation (device_id, epoch, seq, administration_id, type, version, body, deps, hlc_wall_us, "
            "hlc_counter, actor, previous_hash, hash, act_hash, created_at_us, received_at, verdict, decided_at) "
            "SELECT " +
            id + ", 1, n, " + of +
            ", 'payments.payment.take', 1, '', '{}', n, 0, 'c', '', '', "
            "decode(md5(n::text), 'hex'), n, at, 1, at FROM generate_series(1, 40) AS n, LATERAL (SELECT "
            "'2027-12-01T11:00:00Z'::timestamptz - (40 - n) * interval '1 day' AS at) AS aged");
        as_admin("INSERT INTO awaited_effect SELECT " + id + ", 1, n, 'account/' || n, " + of +
                 ", true FROM generate_series(1, 40) AS n");
        as_admin("INSERT INTO device_seen SELECT " + id + ", 1, n, " + of + ", n FROM generate_series(1, 40) AS n");
    }
    Forgotten forget(int at_most = 1000) {
        const auto before = [&](int days) { return now - std::chrono::hours(24) * days; };
        return forget_settled(database.pool(), {before(30), before(35)}, at_most);
    }
};

TEST_F(ForgettingStore, AgeAloneIsNotEnough) {
    fill("plain", 11);    // 10 of its operations are older than 30 days
    fill("other", 12);    // of another administration, likewise
    fill("unasked", 11);  // never said what it knows
    fill("behind", 11);   // knows five
    fill("unseen", 11);   // the feed has shown seven of them
    fill("refused", 11);
    fill("undecided", 11);
    fill("redriven", 11);
    as_admin("UPDATE device SET answered_epoch = 0, answered_seq = 0 WHERE device_id = md5('unasked')::uuid");
    as_admin("UPDATE device SET answered_seq = 5 WHERE device_id = md5('behind')::uuid");
    as_admin("DELETE FROM device_seen WHERE seq > 7 AND device_id = md5('unseen')::uuid");
    as_admin("UPDATE operation SET verdict = 2 + seq % 3 WHERE seq <= 9 AND device_id = md5('refused')::uuid");
    as_admin(
        "UPDATE operation SET verdict = NULL, decided_at = NULL WHERE seq = 3 AND device_id = md5('undecided')::uuid");
    as_admin("UPDATE operation SET redriven_at = '2027-11-20' WHERE seq = 3 AND device_id = md5('redriven')::uuid");
    forget();
    const auto left = [&](const std::string& device) {
        return count("operation WHERE device_id = md5('" + device + "')::uuid");
    };
    EXPECT_EQ(left("plain"), 30);
    EXPECT_EQ(left("other"), 30);
    EXPECT_EQ(left("unasked"), 40);
    EXPECT_EQ(left("behind"), 35);
    EXPECT_EQ(left("unseen"), 33);
    EXPECT_EQ(left("refused"), 32) << "of its ten six were refused, four of them longer than 35 days ago";
    EXPECT_EQ(left("undecided"), 31);
    EXPECT_EQ(left("redriven"), 31);
    EXPECT_EQ(count("device WHERE device_id = md5('plain')::uuid AND (forgotten_epoch, forgotten_seq) = (1, 10)"), 1);
    EXPECT_EQ(count("device WHERE device_id = md5('unasked')::uuid AND (forgotten_epoch, forgotten_seq) = (0, 0)"), 1);
}

TEST_F(ForgettingStore, WhatWasSeenIsAwaitedNoMoreAndTheNewestPlacesStay) {
    fill("plain", 11);
    as_admin("UPDATE awaited_effect SET has_arrived = false WHERE seq = 40");
    as_admin("DELETE FROM device_seen WHERE seq > 38");
    const Forgotten gone = forget();
    EXPECT_EQ(gone.effects, 38);
    EXPECT_EQ(count("awaited_effect WHERE seq > 38"), 2) << "not seen: the feed may still wait for them";
    EXPECT_EQ(gone.places, 28);
    EXPECT_EQ(count("device_seen WHERE seq BETWEEN 29 AND 38"), 10);
}

TEST_F(ForgettingStore, APageIsBoundedAndTheNextOneGoesOn) {
    fill("plain", 11);
    EXPECT_EQ(forget(4).operations, 4);
    EXPECT_EQ(count("operation WHERE seq <= 4"), 0) << "the oldest first";
    EXPECT_EQ(forget(4).operations, 4);
    EXPECT_EQ(forget(4).operations, 2);
    EXPECT_EQ(forget(4).operations, 0);
    EXPECT_EQ(count("device WHERE forgotten_seq = 10"), 1);
}

// The same act under a later name leans on the first one's row; when that went, its context is asked.
TEST_F(ForgettingStore, AnActWhoseFirstNameWentIsAskedOfItsContext) {
    fill("plain", 11);
    as_admin(
        "UPDATE operation SET verdict = NULL, decided_at = NULL, same_act_epoch = 1, same_act_seq = 2 WHERE seq = 40");
    const auto waiting = [&] {
        return database.pool().run(AdministrationId(11), [&](Transaction& tx) {
            const auto id = tx.pq().exec("SELECT md5('plain')::uuid")[0][0].as<std::string>();
            return next_undecided(tx, Uuid::parse(id).value());
        });
    };
    ASSERT_TRUE(waiting());
    EXPECT_TRUE(waiting()->has_same_act);
    forget();
    EXPECT_FALSE(waiting()->has_same_act) << "else it would wait for ever";
}

}  // namespace
}  // namespace aquacis::synchub
