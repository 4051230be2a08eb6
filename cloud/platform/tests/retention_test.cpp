// What goes with time, and what must not go before everybody has read it.

#include "cloud/platform/events/retention.hpp"

#include <algorithm>

#include "base/config/config.hpp"
#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/tests/notes.hpp"

namespace aquacis::platform {
namespace {

class RetentionTest : public NotesTest {
protected:
    // Ten events in the 30-day class, appended that many days ago.
    void append_aged(int days) {
        std::vector<Event> notes;
        for (int i = 0; i < 10; ++i)
            notes.push_back(note_of("K", std::to_string(i)));
        last = events.log().append(notes);
        age(days);
    }
    void age(int days) const {
        const std::string age = std::to_string(days);
        in_log("SELECT make_log_segment(30, date_trunc('week', now() - interval '" + age + " days')::date, 7)");
        in_log("UPDATE log_event SET appended_at = now() - interval '" + age + " days'");
    }
    std::string in_log(const std::string& sql) const {
        pqxx::connection connection(events.owner_connection());
        pqxx::nontransaction work(connection);
        const auto rows = work.exec(sql);
        return rows.empty() || rows.columns() == 0 ? std::string() : rows[0][0].c_str();
    }
    std::string held() const { return in_log("SELECT count(*) FROM log_event"); }
    LogPosition last;
};

TEST_F(RetentionTest, TheLogDropsWhatIsOldAndReadByEveryKnownGroup) {
    append_aged(60);
    EventLog& log = events.log();
    log.note_read("fast", last.topic, {{last.partition, last.offset}});
    log.note_read("slow", last.topic, {{last.partition, last.offset - 1}});
    log.tidy();
    EXPECT_EQ(held(), "10") << "one group has not read the last of them";
    EXPECT_EQ(log.dropped_to(last.topic, last.partition), before_all);
    log.note_read("slow", last.topic, {{last.partition, last.offset}});
    log.tidy();
    EXPECT_EQ(held(), "0");
    EXPECT_EQ(log.end(last.topic, last.partition), last.offset) << "offsets go on from where they were";
    EXPECT_EQ(prove(log, last, make_uuid_v7(from_microseconds(1), random)), Proof::dropped);
    EXPECT_EQ(log.dropped_to(last.topic, last.partition), last.offset);
    append({note_of("K", "young")});
    EXPECT_EQ(log.dropped_to(last.topic, last.partition), last.offset);
}

TEST_F(RetentionTest, AGroupThatIsNoMoreIsForgottenByTheOperator) {
    append_aged(60);
    events.log().note_read("gone", last.topic, {{last.partition, before_all}});
    events.log().tidy();
    EXPECT_EQ(held(), "10");
    DatabaseConfig config;
    config.connection = events.owner_connection();
    Pool pool(config);
    EXPECT_EQ(forget_group(pool, "gone"), 1);
    events.log().tidy();
    EXPECT_EQ(held(), "0");
}

TEST_F(RetentionTest, WhatIsYoungerThanItsDaysStays) {
    append_aged(29);
    events.log().tidy();
    EXPECT_EQ(held(), "10");
}

TEST_F(RetentionTest, AnAppendMakesRoomWhenNobodyTidied) {
    for (const char* parent : {"log_event_7", "log_event_30"})
        in_log("DO $$ DECLARE leaf regclass; BEGIN FOR leaf IN SELECT inhrelid FROM pg_inherits WHERE inhparent = '" +
               std::string(parent) + "'::regclass LOOP EXECUTE format('DROP TABLE %s', leaf); END LOOP; END $$");
    append({note("late")});
    EXPECT_EQ(held(), "1");
}

TEST_F(RetentionTest, AnotherNumberOfPartitionsIsRefused) {
    append({note("first")});
    const auto wrong = make_postgres_event_log(
        test::PostgresServer::shared().connection(events.database(), events.database() + "_app"), 8);
    try {
        wrong->end("note.written", 0);
        FAIL() << "a log of 4 partitions was used as one of 8";
    } catch (const ConfigError& refused) {
        EXPECT_NE(std::string(refused.what()).find("set it to 4"), std::string::npos) << refused.what();
    }
}

TEST_F(RetentionTest, AnInboxForgetsWhatTheLogNoLongerHolds) {
    taker.pool().run(queretaro, [](Transaction& tx) {
        tx.pq().exec(
            "INSERT INTO inbox (consumer, event_id, administration_id, taken_on) SELECT 'taker', "
            "gen_random_uuid(), 11, current_date - days FROM generate_series(1, 60) AS days");
        tx.pq().exec(
            "INSERT INTO dead_letter (administration_id, consumer, topic, partition, log_offset, event_id, key, "
            "envelope, reason, died_at) SELECT 11, 'taker', 'note.written', 0, 1, gen_random_uuid(), 'k', '', "
            "'', now() - days * interval '1 day' FROM generate_series(1, 60) AS days");
    });
    Tidying tidying(taker.pool(), {.inbox_days = 35, .letter_days = 50});
    EXPECT_FALSE(tidying.step());
    EXPECT_EQ(count(taker, "SELECT count(*) FROM inbox"), 35);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 49);
}

// What is accepted is known again by its own number; what was refused might be answered otherwise the second time.
TEST_F(RetentionTest, AnAcceptedOutcomeGoesAndARefusedOneStays) {
    taker.pool().run(queretaro, [](Transaction& tx) {
        tx.pq().exec(
            "INSERT INTO operation_outcome (administration_id, device_id, epoch, seq, fingerprint, type, verdict, "
            "code, "
            "field, reason, remedy, effects, decided_at) SELECT 11, gen_random_uuid(), 1, days, verdict, 't', verdict, "
            "'', "
            "'', '', '', '{}', now() - days * interval '1 day' FROM generate_series(1, 60) AS days, "
            "unnest(ARRAY['accepted', 'merged', 'parked', 'rejected']) AS verdict");
        tx.pq().exec(
            "INSERT INTO operation_quarantine (administration_id, device_id, epoch, seq, fingerprint, type, version, "
            "body, "
            "code, received_at) SELECT 11, gen_random_uuid(), 1, days, 'f', type, 1, '', '', now() - days * interval "
            "'1 day' FROM generate_series(1, 60) AS days, unnest(ARRAY['notes.coin.take', 'notes.note.write']) AS "
            "type");
    });
    Tidying tidying(taker.pool(), {.outcome_days = 50, .quarantine_days = 40, .money = {"notes.coin."}});
    EXPECT_FALSE(tidying.step());
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_outcome WHERE verdict = 'accepted'"), 49);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_outcome WHERE verdict <> 'accepted'"), 180);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_quarantine WHERE type = 'notes.note.write'"), 39);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM operation_quarantine WHERE type = 'notes.coin.take'"), 60);
    using Went = std::vector<std::pair<std::string, std::int64_t>>;
    EXPECT_EQ(tidying.went(),
              (Went{{"inbox", 0}, {"dead_letter", 0}, {"operation_outcome", 11}, {"operation_quarantine", 21}}));
}

TEST_F(RetentionTest, AnOutboxKeepsWhatItMovedForAsLongAsItIsTold) {
    const Relay relay({"producer", producer.app_connection(), 1s}, events.log());
    for (int i = 0; i < 5; ++i)
        producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note(std::to_string(i))); });
    EXPECT_TRUE(becomes([&] { return relay.moved() == 5U; }));
    EXPECT_TRUE(becomes(producer, "SELECT count(*) FROM outbox", 0));
    EXPECT_EQ(outbox_depth(producer.pool()), 0);
}

TEST_F(RetentionTest, AnOutboxKeepsNoMoreRowsThanItIsTold) {
    const Relay relay({"producer", producer.app_connection(), 20s, 3}, events.log());
    for (int i = 0; i < 10; ++i)
        producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note(std::to_string(i))); });
    EXPECT_TRUE(becomes(producer, "SELECT count(*) FROM outbox", 3));
    EXPECT_EQ(count(producer, "SELECT min(id) FROM outbox"), 8) << "the newest stay";
}

TEST_F(RetentionTest, AContextThatWasQuietForLongerThanTheLogKeepsIsNotSetBack) {
    {
        const Relay relay("producer", producer.app_connection(), events.log());
        for (int i = 0; i < 5; ++i)
            producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note(std::to_string(i))); });
        ASSERT_TRUE(becomes([&] { return outbox_depth(producer.pool()) == 0; }));
    }
    age(60);
    events.log().tidy();
    ASSERT_EQ(held(), "0");
    const Relay relay("producer", producer.app_connection(), events.log());
    producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note("after two months")); });
    EXPECT_TRUE(becomes([&] { return outbox_depth(producer.pool()) == 0; }));
    EXPECT_EQ(relay.set_back(), 0U);
    EXPECT_EQ(relay.moved(), 1U) << "nothing is appended again";
    EXPECT_EQ(outbox_standing(producer.pool()).lost, 0);
}

TEST_F(RetentionTest, AConsumerThatWouldBeginInTheMiddleOfATrimmedLogStopsUntilItIsTold) {
    append_aged(60);
    events.log().tidy();
    ASSERT_EQ(held(), "0");
    append({note_of("K", "young")});
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes([&] { return consumer.is_stopped(); })) << "ten notes are gone, and it knows none of them";
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect"), 0);
    const auto standings = reader_standings(taker.pool(), events.log());
    EXPECT_EQ(std::count_if(standings.begin(), standings.end(), [](const auto& one) { return one.is_trimmed; }), 1);
    EXPECT_EQ(resume_readers(taker.pool(), events.log(), from_microseconds(0)), 0) << "the log was not set back";

    EXPECT_EQ(let_begin_in_the_middle(taker.pool(), events.log()), 1);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 1));
    EXPECT_TRUE(becomes([&] { return !consumer.is_stopped(); }));
}

}  // namespace
}  // namespace aquacis::platform
