#include "sync/engine/session.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "sync/engine/operation_log.hpp"
#include "sync/model/digest.hpp"
#include "sync/wire/convert.hpp"

namespace aquacis::sync {
namespace {

const Instant start = from_microseconds(1'790'000'000'000'000);

class CountingTarget final : public FeedTarget {
public:
    void epoch_began(sqlite::Database&, std::uint32_t epoch) override { began = epoch; }
    void apply(sqlite::Database&, std::span<const FeedRow> rows) override { applied += static_cast<int>(rows.size()); }
    void committed(sqlite::Database&, std::uint64_t seen_seq) override { seen = seen_seq; }
    void reset(sqlite::Database&) override { ++resets; }
    void granted(sqlite::Database&, const Granted& granted) override { got = granted.kind + " " + granted.body; }
    std::optional<Ask> ask(sqlite::Database&) override {
        return got.empty() ? std::optional(Ask{"payments.folios", "k", "ten"}) : std::nullopt;
    }
    int applied = 0, resets = 0;
    std::uint32_t began = 0;  // the last epoch that it was told of
    std::uint64_t seen = 0;
    std::string got = "enough";
};

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
