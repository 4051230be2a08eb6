#include "sync/engine/session.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "sync/engine/operation_log.hpp"
#include "sync/model/digest.hpp"
#include "sync/sqlite/sql.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::sync {
namespace {

using namespace std::chrono_literals;

const Instant start = from_microseconds(1'790'000'000'000'000);

class CountingTarget final : public FeedTarget {
public:
    void epoch_began(sqlite::Database&, std::uint32_t epoch) override { began = epoch; }
    void apply(sqlite::Database&, std::span<const FeedRow> rows) override { applied += static_cast<int>(rows.size()); }
    void committed(sqlite::Database&, std::uint64_t seen_seq) override { seen = seen_seq; }
    void begin_anew(sqlite::Database&) override { ++resets; }
    void apply_coming(sqlite::Database&, std::span<const FeedRow> rows) override {
        coming += static_cast<int>(rows.size());
    }
    void stand(sqlite::Database&, std::uint64_t seen_seq) override {
        ++stood;
        seen = seen_seq;
    }
    bool sweep(sqlite::Database&) override { return left_to_sweep-- > 0; }
    void granted(sqlite::Database&, const Granted& granted) override {
        got = granted.kind + " " + (granted.problem.empty() ? granted.body : granted.key + ": " + granted.problem);
    }
    std::optional<Ask> ask(sqlite::Database&) override {
        return got.empty() ? std::optional(Ask{"payments.folios", "k", "ten"}) : std::nullopt;
    }
    int applied = 0, resets = 0, coming = 0, stood = 0, left_to_sweep = 0;
    std::uint32_t began = 0;  // the last epoch that it was told of
    std::uint64_t seen = 0;
    std::string got = "enough";
};

v1::ServerMsg reset_message() {
    v1::ServerMsg message;
    message.mutable_reset_partition()->set_partition("admin/11");
    return message;
}

FeedRow numbered(int number) { return {"account", std::to_string(number), "body " + std::to_string(number)}; }

class SessionTest : public testing::Test {
protected:
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("aquacis-session-" + std::to_string(getpid()));
    std::unique_ptr<sqlite::Database> db;
    CountingTarget target;
    std::unique_ptr<Session> session;

    void SetUp() override {
        std::filesystem::create_directories(folder);
        db = std::make_unique<sqlite::Database>(folder / "node.db");
        OperationLog::prepare(*db, DeviceId(make_named_uuid({}, "d")), AdministrationId(11));
        session = std::make_unique<Session>(*db, target, Session::Settings{"admin/11", "test"});
    }
    void TearDown() override {
        session.reset();
        db.reset();
        std::filesystem::remove_all(folder);
    }
    void append(int count, std::size_t bytes = 10) {
        sqlite::Transaction tx(*db);
        for (int i = 0; i < count; ++i)
            OperationLog(*db).append(
                {.type = "a.b", .version = 1, .body = std::string(bytes, 'x'), .deps = {}, .actor = "c", .at = start});
        tx.commit();
    }
    Session::Reaction welcome(std::uint64_t acknowledged, std::uint32_t epoch = 1,
                              const std::string& incarnation = "one") {
        v1::ServerMsg message;
        message.mutable_welcome()->set_acknowledged_seq(acknowledged);
        message.mutable_welcome()->set_epoch(epoch);
        message.mutable_welcome()->set_server_incarnation(incarnation);
        message.mutable_welcome()->set_server_time_us(to_microseconds(start));
        return session->received(message, start);
    }
    Session::Reaction result(std::uint64_t acknowledged) {
        v1::ServerMsg message;
        message.mutable_push_result()->set_acknowledged_seq(acknowledged);
        return session->received(message, start);
    }
    struct Page {
        int first = 0, count = 0;  // accounts of such numbers
        std::uint64_t position = 0, end = 0, seen = 0;
        std::uint64_t checksum_differs_by = 0;
        Instant at = start;
    };
    // A page of a feed whose rows are the accounts from 1 on.
    Session::Reaction page(const Page& wanted) {
        v1::ServerMsg begin, rows, done;
        begin.mutable_feed_begin()->set_partition("admin/11");
        begin.mutable_feed_begin()->set_to_position(wanted.end);
        session->received(begin, wanted.at);
        for (int i = wanted.first; i < wanted.first + wanted.count; ++i) {
            auto& row = *rows.mutable_rows()->add_rows();
            row.set_kind(numbered(i).kind);
            row.set_id(numbered(i).id);
            row.set_body(numbered(i).body);
        }
        session->received(rows, wanted.at);
        PartitionChecksum sum(wanted.checksum_differs_by);
        for (int i = 1; i < wanted.first + wanted.count; ++i)
            sum.replace(0, row_hash(numbered(i).kind, numbered(i).id, numbered(i).body));
        done.mutable_feed_commit()->set_partition("admin/11");
        done.mutable_feed_commit()->set_position(wanted.position);
        done.mutable_feed_commit()->set_checksum(sum.value());
        done.mutable_feed_commit()->set_seen_seq(wanted.seen);
        return session->received(done, wanted.at);
    }
    // A node that has a whole copy of three accounts, and one operation that it has seen.
    void load() {
        append(1);
        session->opened(start);
        welcome(0);
        result(1);
        ASSERT_FALSE(page({.first = 1, .count = 3, .position = 7, .end = 7, .seen = 1}).hang_up);
    }
    void start_again(Session::Settings settings = {"admin/11", "test"}) {
        session = std::make_unique<Session>(*db, target, std::move(settings));
        session->opened(start);
    }
    ShownFeed shown() { return NodeStore(*db).shown("admin/11"); }
    Session::Reaction commit(std::uint64_t position, std::uint64_t checksum, std::uint64_t seen = 0) {
        v1::ServerMsg begin, done;
        begin.mutable_feed_begin()->set_partition("admin/11");
        begin.mutable_feed_begin()->set_to_position(position);
        session->received(begin, start);
        v1::ServerMsg rows;
        auto& row = *rows.mutable_rows()->add_rows();
        row.set_kind("account");
        row.set_id("1");
        row.set_body("body");
        session->received(rows, start);
        done.mutable_feed_commit()->set_partition("admin/11");
        done.mutable_feed_commit()->set_position(position);
        done.mutable_feed_commit()->set_checksum(checksum);
        done.mutable_feed_commit()->set_seen_seq(seen);
        return session->received(done, start);
    }
};

TEST_F(SessionTest, PushesInBatchesOfTwoHundredOneAtATime) {
    append(450);
    session->opened(start);
    auto reaction = welcome(0);
    ASSERT_EQ(reaction.send.size(), 2U);
    EXPECT_TRUE(reaction.send[0].has_subscribe());
    EXPECT_EQ(reaction.send[1].push_ops().operations_size(), 200);
    EXPECT_EQ(batch_crc(reaction.send[1].push_ops()), reaction.send[1].push_ops().crc32c());
    EXPECT_TRUE(session->tick(start).send.empty());
    EXPECT_EQ(result(200).send.at(0).push_ops().operations(0).seq(), 201U);
    result(400);
    EXPECT_FALSE(session->is_synchronized());
    result(450);
    EXPECT_EQ(OperationLog(*db).pending_count(), 0U);
}

TEST_F(SessionTest, KeepsABatchUnder256KiB) {
    append(20, 60 * 1024);
    session->opened(start);
    const auto reaction = welcome(0);
    EXPECT_EQ(reaction.send[1].push_ops().operations_size(), 4);
    EXPECT_LE(reaction.send[1].push_ops().ByteSizeLong(), max_push_bytes);
}

TEST_F(SessionTest, ShowsTheOperationWhereTheServerSaysItIsBeforeItBelieves) {
    append(5);
    session->opened(start);
    auto reaction = welcome(3);
    ASSERT_EQ(reaction.send.size(), 1U) << "nothing is subscribed to before the chain is proved";
    EXPECT_EQ(reaction.send[0].push_ops().operations(0).seq(), 3U);
    EXPECT_EQ(OperationLog(*db).pending_count(), 5U);
    reaction = result(5);
    EXPECT_TRUE(reaction.send.at(0).has_subscribe());
    EXPECT_EQ(OperationLog(*db).pending_count(), 0U);
}

TEST_F(SessionTest, ANewEpochTakesAlongWhatWasNotSeen) {
    append(3);
    session->opened(start);
    welcome(0);
    result(2);
    const auto reaction = welcome(0, 4);
    ASSERT_EQ(reaction.send.at(0).push_ops().operations_size(), 3);
    const auto& first = reaction.send[0].push_ops().operations(0);
    EXPECT_EQ(first.epoch(), 4U);
    EXPECT_EQ(first.seq(), 1U);
    EXPECT_EQ(first.previous_hash(), "");
    EXPECT_NE(session->problem(), "");
    EXPECT_EQ(OperationLog(*db).find(1)->epoch, 4U) << "the number that the program knows stays";
    append(1);
    EXPECT_EQ(read_device(*db).last_seq(), 4U);
    EXPECT_EQ(target.began, 4U) << "the program voids what was granted before";
}

TEST_F(SessionTest, AServerThatWasRestoredGetsItAgain) {
    append(4);
    session->opened(start);
    welcome(0);
    result(4);
    session->closed();
    session->opened(start);
    welcome(1, 1, "two");
    EXPECT_EQ(target.resets, 1) << "another incarnation is another history of the feed";
    const auto reaction = result(4);
    EXPECT_TRUE(reaction.send.at(0).has_subscribe());
    EXPECT_EQ(reaction.send[0].subscribe().after_position(), 0U);
}

// By what it says the server may forget operations: never one whose outcome is not here.
TEST_F(SessionTest, TheHelloSaysThroughWhichOperationEverythingIsAnswered) {
    const auto hello = [&] {
        session->closed();
        return session->opened(start).send.at(0).hello();
    };
    const auto answer = [&](std::uint64_t seq, std::uint32_t epoch) {
        v1::ServerMsg message;
        message.mutable_push_result()->set_acknowledged_seq(read_device(*db).last_seq());
        auto& outcome = *message.mutable_push_result()->add_outcomes();
        outcome.set_device_id(make_named_uuid({}, "d").to_string());
        outcome.set_epoch(epoch);
        outcome.set_seq(seq);
        outcome.set_verdict(v1::VERDICT_ACCEPTED);
        session->received(message, start);
    };
    append(4);
    EXPECT_EQ(hello().answered_seq(), 0U);
    welcome(0);
    for (const std::uint64_t seq : {1U, 2U, 4U})
        answer(seq, 1);
    EXPECT_EQ(hello().answered_seq(), 2U) << "the third has no outcome, so nothing is said of the fourth";
    welcome(4);
    answer(3, 1);
    EXPECT_EQ(hello().answered_seq(), 4U);
    welcome(4);
    commit(7, row_hash("account", "1", "body"), 4);
    {
        sqlite::Transaction tx(*db);
        db->execute("DELETE FROM sync_outcome WHERE number = 2");
        tx.commit();
    }
    welcome(0, 2);
    append(1);
    EXPECT_EQ(read_device(*db).epoch_base, 4U);
    EXPECT_FALSE(hello().has_answered_seq()) << "one of a past epoch has none";
    welcome(0, 2);
    answer(2, 1);
    EXPECT_TRUE(hello().has_answered_seq());
    EXPECT_EQ(hello().answered_seq(), 0U);
}

TEST_F(SessionTest, AppliesRowsAndPositionTogetherAndResetsOnADifferingChecksum) {
    append(1);
    session->opened(start);
    welcome(0);
    result(1);
    const std::uint64_t right = row_hash("account", "1", "body");
    EXPECT_FALSE(commit(7, right, 1).hang_up);
    EXPECT_EQ(target.applied, 1);
    EXPECT_EQ(target.seen, 1U);
    EXPECT_TRUE(OperationLog(*db).find(1)->effect_seen);
    EXPECT_TRUE(session->is_synchronized());
    const auto reaction = commit(8, right + 1);
    EXPECT_TRUE(reaction.hang_up);
    EXPECT_TRUE(reaction.at_once);
    EXPECT_EQ(target.resets, 1);
    EXPECT_EQ(NodeStore(*db).feed("admin/11").position, 0U);
    EXPECT_EQ(OperationLog(*db).find(1)->seq, 1U) << "the outbox stays";
}

TEST_F(SessionTest, ACopyThatComesAnewIsShownWhenItIsWholeAndNotBefore) {
    load();
    session->received(reset_message(), start);
    EXPECT_TRUE(shown().is_renewed);
    EXPECT_EQ(renewed_since(*db), start) << "what is shown was so at the last word before the reset";
    EXPECT_FALSE(page({.first = 1, .count = 2, .position = 15, .end = 20}).hang_up);
    EXPECT_EQ(target.coming, 2);
    EXPECT_EQ(target.applied, 3) << "nothing more of the shown copy";
    EXPECT_EQ(target.stood, 0);
    EXPECT_FALSE(session->is_synchronized());
    start_again();  // the program was killed in the middle
    const auto reaction = welcome(1);
    EXPECT_EQ(reaction.send.at(0).subscribe().after_position(), 15U) << "it goes on where it was";
    target.seen = 0;
    EXPECT_FALSE(page({.first = 3, .count = 2, .position = 20, .end = 20, .seen = 1}).hang_up);
    EXPECT_EQ(target.stood, 1);
    EXPECT_EQ(target.seen, 1U);
    EXPECT_TRUE(session->is_synchronized());
    EXPECT_FALSE(renewed_since(*db));
    EXPECT_FALSE(page({.first = 5, .count = 1, .position = 21, .end = 21, .seen = 1}).hang_up);
    EXPECT_EQ(target.applied, 4) << "from here on it is the shown copy that changes";
}

TEST_F(SessionTest, WhatIsShownNoMoreIsTakenAwayInPages) {
    load();
    session->received(reset_message(), start);
    target.left_to_sweep = 20;
    page({.first = 1, .count = 4, .position = 20, .end = 20, .seen = 1});
    EXPECT_EQ(db->integer("SELECT count(DISTINCT generation) FROM sync_shadow"), 2);
    int ticks = 0;
    while (session->tick(start).has_more && ticks < 10)
        ++ticks;
    EXPECT_LT(ticks, 10);
    EXPECT_LT(target.left_to_sweep, 0) << "asked until there was nothing left";
    EXPECT_EQ(db->integer("SELECT count(*) FROM sync_shadow"), 4);
    EXPECT_EQ(db->integer("SELECT count(*) FROM sync_feed"), 1);
}

TEST_F(SessionTest, AResetDuringAResetBeginsTheComingCopyAnew) {
    load();
    session->received(reset_message(), start);
    page({.first = 1, .count = 2, .position = 15, .end = 20});
    session->received(reset_message(), start);
    EXPECT_EQ(target.resets, 2);
    EXPECT_EQ(NodeStore(*db).feed("admin/11").position, 0U);
    EXPECT_EQ(renewed_since(*db), start);
    EXPECT_FALSE(page({.first = 1, .count = 4, .position = 20, .end = 20, .seen = 1}).hang_up);
    EXPECT_EQ(target.stood, 1);
}

TEST_F(SessionTest, AComingCopyWhoseChecksumDiffersIsGivenUpAndTheShownOneStays) {
    load();
    session->received(reset_message(), start);
    const auto reaction =
        page({.first = 1, .count = 4, .position = 20, .end = 20, .seen = 1, .checksum_differs_by = 1});
    EXPECT_TRUE(reaction.hang_up);
    EXPECT_EQ(target.stood, 0);
    EXPECT_EQ(target.resets, 2);
    EXPECT_TRUE(shown().is_renewed);
}

TEST_F(SessionTest, AComingCommitCutOffBetweenItsRowsGoesOnAndIsTheSame) {
    load();
    session->received(reset_message(), start);
    int given_way = 0;
    Session::Settings settings{"admin/11", "test"};
    settings.rows_at_once = 10;
    settings.give_way = [&given_way] {
        if (++given_way == 2) throw std::runtime_error("the power went");
    };
    start_again(settings);
    welcome(1);
    const Page all{.first = 1, .count = 25, .position = 20, .end = 20, .seen = 1};
    EXPECT_THROW(page(all), std::runtime_error);
    EXPECT_EQ(NodeStore(*db).feed("admin/11").position, 0U);
    EXPECT_EQ(db->integer("SELECT count(*) FROM sync_shadow WHERE generation = 2"), 20);
    start_again(settings);
    EXPECT_EQ(welcome(1).send.at(0).subscribe().after_position(), 0U);
    EXPECT_FALSE(page(all).hang_up) << "the rows that were there already change nothing";
    EXPECT_EQ(target.stood, 1);
    EXPECT_GE(given_way, 5);
}

TEST_F(SessionTest, ACopyOfAFeedThatIsStillBeingBuiltIsNotShown) {
    session->opened(start);
    welcome(0);
    ASSERT_FALSE(page({.first = 1, .count = 1000, .position = 7, .end = 7}).hang_up);
    session->received(reset_message(), start);
    EXPECT_FALSE(page({.first = 1, .count = 0, .position = 0, .end = 0}).hang_up) << "a database that was made anew";
    EXPECT_FALSE(page({.first = 1, .count = 890, .position = 30, .end = 30}).hang_up);
    EXPECT_EQ(target.stood, 0);
    EXPECT_FALSE(session->is_synchronized());
    EXPECT_TRUE(shown().is_renewed);
    EXPECT_FALSE(page({.first = 891, .count = 20, .position = 31, .end = 31}).hang_up);
    EXPECT_EQ(target.stood, 1);
    EXPECT_TRUE(session->is_synchronized());
}

TEST_F(SessionTest, ACopyThatStaysFarSmallerIsShownInTheEnd) {
    session->opened(start);
    welcome(0);
    ASSERT_FALSE(page({.first = 1, .count = 1000, .position = 7, .end = 7}).hang_up);
    session->received(reset_message(), start);
    page({.first = 1, .count = 500, .position = 30, .end = 30});
    EXPECT_EQ(target.stood, 0);
    page({.first = 501, .count = 1, .position = 31, .end = 31, .at = start + std::chrono::hours(12)});
    EXPECT_EQ(target.stood, 1);
}

TEST_F(SessionTest, WhatAnEarlierEpochDidIsSeenInACopyThatComesAnew) {
    load();
    welcome(0, 2);
    EXPECT_EQ(target.began, 2U);
    session->received(reset_message(), start);
    page({.first = 1, .count = 4, .position = 20, .end = 20});  // nothing of this epoch is seen yet
    EXPECT_EQ(target.seen, 1U);
}

TEST(NodeFile, OfAnOlderProgramKeepsItsFeed) {
    const auto file = std::filesystem::temp_directory_path() / ("aquacis-old-node-" + std::to_string(getpid()));
    {
        sqlite::Database old(file);
        old.execute(sql::schema_1);
        old.execute(
            "INSERT INTO sync_feed VALUES ('admin/11', 7, 99, 5); INSERT INTO sync_shadow VALUES ('admin/11', 'k', "
            "'i', 3)");
        OperationLog::prepare(old, DeviceId(make_named_uuid({}, "d")), AdministrationId(11));
        EXPECT_EQ(NodeStore(old).feed("admin/11").position, 7U);
        EXPECT_EQ(NodeStore(old).feed("admin/11").generation, 1);
        EXPECT_EQ(old.integer("SELECT hash FROM sync_shadow WHERE generation = 1"), 3);
    }
    for (const char* end : {"", "-wal", "-shm"})
        std::filesystem::remove(file.string() + end);
}

TEST_F(SessionTest, LeavesAStreamThatBreaksTheProtocolOrFallsSilent) {
    session->opened(start);
    EXPECT_TRUE(commit(7, 0).hang_up) << "before the welcome";
    session->closed();
    session->opened(start);
    welcome(0);
    EXPECT_TRUE(welcome(99).hang_up) << "more than the node has";
    commit(7, row_hash("account", "1", "body"));
    EXPECT_TRUE(commit(6, 0).hang_up) << "the feed went back";
    const auto later = start + std::chrono::seconds(16);
    EXPECT_TRUE(session->tick(later).send.at(0).has_ping());
    EXPECT_TRUE(session->tick(start + std::chrono::seconds(31)).hang_up);
}

TEST_F(SessionTest, AsksForWhatTheProgramNeeds) {
    target.got.clear();
    session->opened(start);
    const auto reaction = welcome(0);
    ASSERT_TRUE(reaction.send.back().has_ask());
    EXPECT_EQ(reaction.send.back().ask().key(), "k");
    EXPECT_TRUE(session->tick(start + std::chrono::seconds(6)).send.empty()) << "one request at a time";
    v1::ServerMsg grant;
    grant.mutable_granted()->set_kind("payments.folios");
    grant.mutable_granted()->set_body("1 to 10");
    session->received(grant, start);
    EXPECT_EQ(target.got, "payments.folios 1 to 10");
}

TEST_F(SessionTest, WhatAPersonWantsIsAskedAtOnceAndAgainUntilItIsAnswered) {
    const auto answer = [&](const std::string& key, const std::string& problem) {
        v1::ServerMsg message;
        message.mutable_granted()->set_kind("billing.bill");
        message.mutable_granted()->set_key(key);
        message.mutable_granted()->set_body("the bill");
        message.mutable_granted()->set_problem(problem);
        return session->received(message, start);
    };
    const auto asked_at = [&](std::chrono::seconds later) {
        const auto reaction = session->tick(start + later);
        return reaction.send.empty() ? std::string() : reaction.send.at(0).ask().key();
    };
    session->opened(start);
    session->want({"billing.bill", "one", "1"}, start);
    EXPECT_EQ(asked_at(0s), "") << "nobody is welcome yet";
    welcome(0);
    EXPECT_EQ(asked_at(0s), "one");
    EXPECT_EQ(asked_at(1s), "");
    EXPECT_EQ(asked_at(2s), "one") << "a server that is busy drops a question";
    session->want({"billing.bill", "two", "2"}, start + 3s);
    EXPECT_EQ(asked_at(3s), "two");
    EXPECT_TRUE(answer("one", "").is_changed) << "what comes late is taken all the same";
    EXPECT_EQ(asked_at(5s), "two");
    answer("two", "No existe.");
    EXPECT_EQ(target.got, "billing.bill two: No existe.");
    EXPECT_EQ(asked_at(8s), "");
    session->want({"billing.bill", "three", "3"}, start + 10s);
    EXPECT_EQ(asked_at(10s), "three");
    EXPECT_EQ(asked_at(20s), "") << "given up: who waited has been told";
    EXPECT_EQ(asked_at(22s), "");
}

TEST_F(SessionTest, ForgetsOnlyWhatWasAnsweredThirtyDaysAgoByTheServersClock) {
    append(3);
    session->opened(start);
    welcome(0);
    result(3);
    {
        v1::ServerMsg message;
        message.mutable_push_result()->set_acknowledged_seq(3);
        for (std::uint64_t seq = 1; seq <= 3; ++seq) {
            auto& outcome = *message.mutable_push_result()->add_outcomes();
            outcome.set_device_id(make_named_uuid({}, "d").to_string());
            outcome.set_epoch(1);
            outcome.set_seq(seq);
            outcome.set_verdict(seq == 2 ? v1::VERDICT_REJECTED : v1::VERDICT_ACCEPTED);
        }
        session->received(message, start + std::chrono::hours(24 * 365));
    }
    commit(7, row_hash("account", "1", "body"), 3);
    session->closed();
    session->opened(start);
    v1::ServerMsg later;
    later.mutable_welcome()->set_acknowledged_seq(3);
    later.mutable_welcome()->set_epoch(1);
    later.mutable_welcome()->set_server_incarnation("one");
    later.mutable_welcome()->set_server_time_us(to_microseconds(start + std::chrono::hours(24 * 31)));
    session->received(later, start);
    EXPECT_FALSE(OperationLog(*db).find(1));
    EXPECT_TRUE(OperationLog(*db).find(2)) << "the person was not yet told";
    EXPECT_TRUE(OperationLog(*db).find(3)) << "the last one proves the chain";
}

TEST_F(SessionTest, AClockThatIsMinutesWrongIsSaid) {
    session->opened(start);
    v1::ServerMsg message;
    message.mutable_welcome()->set_epoch(1);
    message.mutable_welcome()->set_server_incarnation("one");
    message.mutable_welcome()->set_server_time_us(to_microseconds(start + std::chrono::hours(24 * 365)));
    session->received(message, start);
    EXPECT_NE(session->problem().find("El reloj de este equipo está mal"), std::string::npos) << session->problem();
    session->closed();
    session->opened(start);
    welcome(0);
    EXPECT_EQ(session->problem(), "") << "it was put right";
}

TEST_F(SessionTest, AClockThatGoesWrongOrIsPutRightWhileTheStreamStandsIsSaid) {
    session->opened(start);
    welcome(0);
    const auto pong = [&](Instant server) {
        v1::ServerMsg message;
        message.mutable_pong()->set_server_time_us(to_microseconds(server));
        return session->received(message, start).is_changed;
    };
    EXPECT_FALSE(pong(start + std::chrono::minutes(2)));
    EXPECT_EQ(session->problem(), "");
    EXPECT_TRUE(pong(start + std::chrono::minutes(4))) << "a window shows it";
    EXPECT_NE(session->problem().find("El reloj de este equipo está mal"), std::string::npos) << session->problem();
    EXPECT_FALSE(pong(start + std::chrono::minutes(4)));
    EXPECT_TRUE(pong(start));
    EXPECT_EQ(session->problem(), "");
    v1::ServerMsg without;
    without.mutable_pong();
    session->received(without, start);
    EXPECT_EQ(session->problem(), "") << "a pong that names no time says nothing of the clock";
}

// A rejection that nobody has dismissed outlives what followed it. It stays behind: a chain has no holes.
TEST_F(SessionTest, ANewEpochBeginsAfterTheLastHole) {
    append(5);
    session->opened(start);
    welcome(0);
    v1::ServerMsg message;
    message.mutable_push_result()->set_acknowledged_seq(5);
    for (std::uint64_t seq = 1; seq <= 5; ++seq) {
        auto& outcome = *message.mutable_push_result()->add_outcomes();
        outcome.set_device_id(make_named_uuid({}, "d").to_string());
        outcome.set_epoch(1);
        outcome.set_seq(seq);
        outcome.set_verdict(seq == 2 ? v1::VERDICT_REJECTED : v1::VERDICT_ACCEPTED);
    }
    session->received(message, start);
    commit(7, row_hash("account", "1", "body"), 5);
    sqlite::Transaction transaction(*db);
    NodeStore(*db).prune(start + std::chrono::hours(1), 1000);
    transaction.commit();
    ASSERT_TRUE(OperationLog(*db).find(2) && !OperationLog(*db).find(3) && !OperationLog(*db).find(4));
    append(1);
    const auto reaction = welcome(0, 2, "another: the one before was lost");
    ASSERT_EQ(reaction.send.at(0).push_ops().operations_size(), 2);
    EXPECT_EQ(reaction.send[0].push_ops().operations(0).seq(), 1U);
    EXPECT_EQ(reaction.send[0].push_ops().operations(1).seq(), 2U);
    EXPECT_EQ(OperationLog(*db).find(2)->verdict, Verdict::rejected);
}

}  // namespace
}  // namespace aquacis::sync
