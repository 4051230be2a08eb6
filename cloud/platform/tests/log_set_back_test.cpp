// The log's database is restored from a dump while contexts run: nothing is lost, nothing takes effect twice, and
// nobody skips silently.

#include <algorithm>
#include <cstdlib>

#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/telemetry/host_metrics.hpp"
#include "cloud/platform/tests/notes.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* taken = "SELECT count(*) FROM effect";
constexpr const char* taken_twice = "SELECT count(*) - count(DISTINCT payload) FROM effect";

class LogSetBackTest : public NotesTest {
protected:
    void write(int first, int last) {
        for (int i = first; i < last; ++i)
            producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note(std::to_string(i))); });
    }
    std::string words() const { return " -h " + folder() + " -U postgres "; }
    std::string dump_file() const { return folder() + "/log.dump"; }
    void dump() const { run("pg_dump -Fc -f " + dump_file() + words() + events.database()); }
    void restore() const {
        {
            pqxx::connection admin(test::PostgresServer::shared().admin_connection());
            pqxx::nontransaction work(admin);
            work.exec("DROP DATABASE " + events.database() + " WITH (FORCE)");
        }
        run("createdb -T template0" + words() + events.database());
        run("pg_restore -d " + events.database() + words() + dump_file());
    }
    static int set_back(Pool& pool, EventLog& log) {
        int count = 0;
        for (const ReaderStanding& reader : reader_standings(pool, log))
            count += reader.is_set_back ? 1 : 0;
        return count;
    }

private:
    static std::string folder() {
        const std::string server = test::PostgresServer::shared().server();
        return server.substr(server.find('=') + 1);
    }
    static void run(const std::string& command) {
        ASSERT_EQ(std::system(("/usr/lib/postgresql/15/bin/" + command).c_str()), 0) << command;
    }
};

TEST_F(LogSetBackTest, ConsumersStopUntilTheyAreResumedAndTheLostTailComesBack) {
    const Relay relay("producer", producer.app_connection(), events.log());
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    write(0, 50);
    ASSERT_TRUE(becomes(taker, taken, 50));
    dump();
    write(50, 95);
    ASSERT_TRUE(becomes(taker, taken, 95));
    test::ContextDatabase late{"late", effects};

    restore();
    ASSERT_TRUE(becomes([&] { return consumer.is_stopped(); })) << "it is ahead of the log";
    write(95, 105);
    EXPECT_TRUE(becomes([&] { return relay.set_back() == 1; })) << "the relay sees it by itself";
    EXPECT_TRUE(becomes([&] { return outbox_depth(producer.pool()) == 0; }));
    EXPECT_EQ(count(taker, taken), 95) << "it reads nothing of a log that it does not know";
    EXPECT_GT(set_back(taker.pool(), events.log()), 0);

    EXPECT_GT(resume_readers(taker.pool(), events.log(), from_microseconds(0)), 0);
    EXPECT_TRUE(becomes(taker, taken, 105));
    EXPECT_EQ(count(taker, taken_twice), 0);
    EXPECT_TRUE(becomes([&] { return !consumer.is_stopped(); }));
    EXPECT_EQ(set_back(taker.pool(), events.log()), 0);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 0);

    const Consumer other(subscription(), events.log(), late.pool(), short_pauses);
    EXPECT_TRUE(becomes(late, taken, 105)) << "who had read nothing before has the lost tail too";
    EXPECT_EQ(count(late, taken_twice), 0);
}

TEST_F(LogSetBackTest, AConsumerThatWasNotRunningMeanwhileSkipsNothingEither) {
    {
        const Relay relay("producer", producer.app_connection(), events.log());
        const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
        write(0, 20);
        ASSERT_TRUE(becomes(taker, taken, 20));
        dump();
        write(20, 40);
        ASSERT_TRUE(becomes(taker, taken, 40));
    }
    restore();
    std::vector<Event> others;  // the log goes beyond what was read, with other events
    for (int i = 0; i < 60; ++i)
        others.push_back(note("other " + std::to_string(i)));
    append(others);
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes([&] { return consumer.is_stopped(); }));
    EXPECT_EQ(count(taker, taken), 40);
    resume_readers(taker.pool(), events.log(), from_microseconds(0));
    EXPECT_TRUE(becomes(taker, taken, 100));
    EXPECT_EQ(count(taker, taken_twice), 0);
}

TEST_F(LogSetBackTest, WhoIsHeldBackWaitsFromWhereItsConsumerBeginsAgain) {
    taker.pool().run(queretaro, [](Transaction& tx) {
        tx.pq().exec(
            "INSERT INTO consumer_offset (consumer, topic, partition, last_offset, event_id) "
            "VALUES ('taker', 'note.written', 0, 42, gen_random_uuid())");
        tx.pq().exec(
            "INSERT INTO held_back (administration_id, consumer, topic, partition, after_offset, passed_to) "
            "VALUES (11, 'taker', 'note.written', 0, 40, 42)");
    });
    EXPECT_EQ(resume_readers(taker.pool(), events.log(), from_microseconds(0)), 1);
    EXPECT_EQ(ask(taker, "SELECT after_offset || ' ' || passed_to FROM held_back"), "-1 -1")
        << "the log has other events now where those waited";
}

TEST_F(LogSetBackTest, AnOperatorLetsARelayAppendAgainAndNothingTakesEffectTwice) {
    const Relay relay("producer", producer.app_connection(), events.log());
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    write(0, 30);
    ASSERT_TRUE(becomes(taker, taken, 30));
    EXPECT_EQ(outbox_standing(producer.pool()).rows, 30) << "moved rows are kept";
    EXPECT_EQ(reappend_since(producer.pool(), from_microseconds(0)), 30);
    EXPECT_TRUE(becomes([&] { return relay.moved() == 60U; }));
    write(30, 31);
    EXPECT_TRUE(becomes(taker, taken, 31));
    EXPECT_EQ(count(taker, taken_twice), 0);
}

TEST_F(LogSetBackTest, WhatIsNeitherInTheLogNorKeptIsCountedAndToldUntilItIsSettled) {
    const Relay relay({"producer", producer.app_connection(), 1s}, events.log());
    write(0, 10);
    ASSERT_TRUE(becomes(producer, "SELECT count(*) FROM outbox", 0));
    dump();
    write(10, 30);
    ASSERT_TRUE(becomes([&] { return relay.moved() == 30U; }));
    ASSERT_TRUE(becomes(producer, "SELECT count(*) FROM outbox", 0)) << "what was appended is forgotten after a second";
    EXPECT_EQ(outbox_standing(producer.pool()).lost, 0);

    restore();
    write(30, 35);
    ASSERT_TRUE(becomes([&] { return relay.moved() == 35U && outbox_depth(producer.pool()) == 0; }));
    EXPECT_EQ(relay.set_back(), 1U);
    const OutboxStanding standing = outbox_standing(producer.pool());
    EXPECT_EQ(standing.lost, 20);
    ASSERT_TRUE(standing.lost_from && standing.lost_to);
    EXPECT_LE(*standing.lost_from, *standing.lost_to);
    const auto told = measure_database(producer.pool(), {});
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), [](const Measure& measure) {
        return measure.name == "aquacis_relay_lost_events" && measure.value == 20;
    }));
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, taken, 15));

    EXPECT_EQ(settle_lost(producer.pool()), 20);
    EXPECT_EQ(outbox_standing(producer.pool()).lost, 0);
}

}  // namespace
}  // namespace aquacis::platform
