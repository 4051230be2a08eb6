#include "cloud/platform/events/consumer.hpp"

#include <atomic>
#include <map>
#include <random>
#include <vector>

#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/tests/notes.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::platform {
namespace {

using ConsumerTest = NotesTest;

constexpr const char* not_moved = "SELECT count(*) FROM outbox WHERE id > (SELECT moved FROM relay_place)";

TEST_F(ConsumerTest, CarriesAnEventFromOneContextToAnother) {
    const Relay relay("producer", producer.app_connection(), events.log());
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    for (int i = 0; i < 25; ++i)
        producer.pool().run(i % 2 == 0 ? queretaro : amealco,
                            [&](Transaction& tx) { put(tx, note(std::to_string(i), tx.administration())); });
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 25));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE administration_id = 1"), 12);
    EXPECT_TRUE(becomes(producer, not_moved, 0));
}

TEST_F(ConsumerTest, TakesNoEffectTwiceWhenTheLogHoldsAnEventTwice) {
    const Event event = note("once");
    events.log().append({&event, 1});
    events.log().append({&event, 1});
    const Event other = note("other");
    events.log().append({&other, 1});
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE payload = 'other'", 1));
    EXPECT_TRUE(becomes(taker, "SELECT sum(last_offset) FROM consumer_offset WHERE last_offset > 0", 3));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE payload = 'once'"), 1);
}

TEST_F(ConsumerTest, ReplaysADeadLetterOnceItsCauseIsGone) {
    append({note("repairable")});
    std::atomic<bool> is_repaired{false};
    std::atomic<int> tries{0};
    const Consumer consumer(subscription([&](Transaction& tx, const LoggedEvent& logged) {
                                ++tries;
                                if (!is_repaired) throw UnreadableEvent("not yet: " + std::to_string(tries));
                                take_note(tx, logged);
                            }),
                            events.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter", 1));
    EXPECT_EQ(tries, 5) << "the batch, then the event alone: at once and after each of three pauses";
    const DeadLetter letter = newest_dead_letters(taker.pool(), 10).at(0);
    EXPECT_EQ(letter.death.consumer, "taker");
    EXPECT_EQ(letter.death.reason, "not yet: 5");
    EXPECT_EQ(letter.event.key, "repairable");

    ASSERT_TRUE(replay_dead_letter(taker.pool(), letter.id)) << "while its cause is still there";
    ASSERT_TRUE(becomes([&] { return find_dead_letter(taker.pool(), letter.id)->death.reason == "not yet: 9"; }));
    EXPECT_EQ(count_waiting_letters(taker.pool()), 1) << "it died again, so it waits again";

    is_repaired = true;
    ASSERT_TRUE(replay_dead_letter(taker.pool(), letter.id));
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 1));
    EXPECT_EQ(count_waiting_letters(taker.pool()), 0);
    ASSERT_TRUE(replay_dead_letter(taker.pool(), letter.id)) << "once too often";
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM set_aside", 0));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect"), 1);
    EXPECT_EQ(consumer.handled(), 1U);
    EXPECT_EQ(consumer.buried(), 2U);
    EXPECT_EQ(consumer.behind(), 0);
    EXPECT_EQ(replay_dead_letter(taker.pool(), 999).refusal().code, "dlq.no_such_letter");
}

TEST_F(ConsumerTest, GoesOnWhereAnEarlierOneEnded) {
    const auto append_some = [&](int first, int last) {
        for (int i = first; i < last; ++i) {
            const Event event = note(std::to_string(i), i % 3 == 0 ? amealco : queretaro);
            events.log().append({&event, 1});
        }
    };
    append_some(0, 30);
    {
        const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
        ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 30));
    }
    append_some(30, 60);
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 60));
    EXPECT_EQ(consumer.handled(), 30U);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE administration_id = 1"), 20);
}

TEST_F(ConsumerTest, OneRelayWorksAndASecondTakesOverWhenItEnds) {
    auto first = std::make_unique<Relay>("producer", producer.app_connection(), events.log());
    const auto publish_note = [&](const std::string& payload) {
        producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note(payload)); });
    };
    publish_note("a");
    ASSERT_TRUE(becomes(producer, not_moved, 0));
    const Relay second("producer", producer.app_connection(), events.log());
    publish_note("b");
    ASSERT_TRUE(becomes(producer, not_moved, 0));
    EXPECT_EQ(first->moved(), 2U);
    first.reset();
    publish_note("c");
    EXPECT_TRUE(becomes(producer, not_moved, 0));
    EXPECT_EQ(second.moved(), 1U);
}

// Each writer counts a key up under its row's lock and publishes the count; some number their transaction long before.
TEST_F(ConsumerTest, TheRelayKeepsAKeysOrderThoughTransactionsCommitLate) {
    constexpr int writers = 6, rounds = 120, keys = 4;
    taker.pool().run(queretaro, [](Transaction& tx) {
        for (int key = 0; key < keys; ++key)
            tx.pq().exec_params("INSERT INTO effect VALUES (0, $1)", std::to_string(key));
    });
    const Relay relay("taker", taker.app_connection(), events.log());
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                std::minstd_rand chance(static_cast<unsigned>(writer) + 1);
                const RandomBits bits = seeded_random(static_cast<std::uint64_t>(writer) + 100);
                for (int round = 0; round < rounds; ++round)
                    taker.pool().run(queretaro, [&](Transaction& tx) {
                        if (chance() % 2 == 0) tx.pq().exec("SELECT pg_current_xact_id()");
                        if (chance() % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(chance() % 4));
                        const std::string key = std::to_string(chance() % keys);
                        const auto counted = tx.pq().exec_params(
                            "UPDATE effect SET administration_id = administration_id + 1 WHERE payload = $1 RETURNING "
                            "administration_id",
                            key);
                        Event event = note(counted[0][0].as<std::string>(), queretaro, bits);
                        event.key = key;
                        put(tx, event);
                        if (chance() % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(chance() % 6));
                    });
            });
    }
    ASSERT_TRUE(becomes(taker, not_moved, 0));
    std::map<std::string, int> last;
    int read = 0;
    for (int partition = 0; partition < events.log().partitions("note.written"); ++partition)
        for (const auto& logged : events.log().read("note.written", partition, 0, 100'000)) {
            EXPECT_EQ(std::stoi(logged.event.payload), ++last[logged.event.key]) << "key " << logged.event.key;
            ++read;
        }
    EXPECT_EQ(read, writers * rounds);
}

TEST_F(ConsumerTest, OutboxInboxAndDeadLettersShowAnAdministrationItsOwnAlone) {
    producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note("mine")); });
    const auto seen_by = [&](AdministrationId administration) {
        return producer.pool().run(administration, [](Transaction& tx) {
            return tx.pq().exec("SELECT count(*) FROM outbox")[0][0].as<int>();
        });
    };
    EXPECT_EQ(seen_by(queretaro), 1);
    EXPECT_EQ(seen_by(amealco), 0);
    for (const char* table : {"inbox", "dead_letter"})
        EXPECT_TRUE(producer.pool().run(amealco, [&](Transaction& tx) {
            return tx.pq()
                .exec_params("SELECT relrowsecurity FROM pg_class WHERE relname = $1", table)[0][0]
                .as<bool>();
        })) << table;
    test::expect_thrown<pqxx::insufficient_privilege>("row-level security policy for table \"inbox\"", [&] {
        producer.pool().run(amealco, [&](Transaction& tx) {
            tx.pq().exec(
                "INSERT INTO inbox (consumer, event_id, administration_id) VALUES ('taker', gen_random_uuid(), 11)");
        });
    });
}

TEST_F(ConsumerTest, AFailedTransactionPublishesNothing) {
    test::expect_thrown<std::runtime_error>("after the event", [&] {
        producer.pool().run(queretaro, [&](Transaction& tx) {
            put(tx, note("lost"));
            throw std::runtime_error("after the event");
        });
    });
    EXPECT_EQ(count(producer, "SELECT count(*) FROM outbox"), 0);
    test::expect_thrown<std::logic_error>("an event of another administration", [&] {
        producer.pool().run(queretaro, [&](Transaction& tx) { put(tx, note("of another", amealco)); });
    });
}

}  // namespace
}  // namespace aquacis::platform
