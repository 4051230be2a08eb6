// What one bad event does to the others: nothing. And what a bad database does to an event: it waits.

#include <algorithm>
#include <atomic>
#include <latch>
#include <map>
#include <vector>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/tests/notes.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* taken = "SELECT count(*) FROM effect";
constexpr const char* order = "SELECT string_agg(payload, ' ' ORDER BY place) FROM effect";

class SetAsideTest : public NotesTest {
protected:
    // While `cause` holds, 20 notes wait; then they take effect, and none of them was given up.
    void expect_to_wait(Pool& pool, const std::function<void()>& cause, const std::function<void()>& mend) {
        cause();
        std::vector<Event> notes;
        for (int i = 0; i < 20; ++i)
            notes.push_back(note(std::to_string(i)));
        append(notes);
        const Consumer consumer(subscription(), events.log(), pool, short_pauses);
        EXPECT_TRUE(becomes([&] { return consumer.is_waiting(); }));
        std::this_thread::sleep_for(1500ms);  // more than one further try
        EXPECT_TRUE(consumer.is_waiting());
        EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 0);
        EXPECT_EQ(count(taker, "SELECT count(*) FROM set_aside"), 0);
        mend();
        EXPECT_TRUE(becomes(taker, taken, 20));
        EXPECT_TRUE(becomes([&] { return !consumer.is_waiting(); }));
        EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 0);
        EXPECT_EQ(consumer.handled(), 20U);
    }
    std::string app() const {
        const std::string words = taker.app_connection();
        return words.substr(words.rfind('=') + 1);
    }
};

TEST_F(SetAsideTest, FiveHundredBadEventsHoldNobody) {
    std::vector<Event> notes;
    for (int i = 0; i < 500; ++i) {
        notes.push_back(note("poison", amealco));
        notes.back().key = "bad " + std::to_string(i);
    }
    for (int i = 0; i < 20; ++i)
        for (const auto administration : {amealco, queretaro})
            notes.push_back(note("good " + std::to_string(i), administration));
    append(notes);
    auto all = subscription();
    all.batch = 500;
    const Consumer consumer(all, events.log(), taker.pool());
    EXPECT_TRUE(becomes(taker, taken, 40));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM set_aside"), 500);
    append({note("later")});
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE payload = 'later'", 1));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 0) << "each has its three further tries";
    EXPECT_TRUE(becomes([&] { return consumer.keys_waiting() == 500; }));
}

TEST_F(SetAsideTest, AKeyKeepsItsOrderAndOthersDoNotWaitForIt) {
    std::atomic<bool> is_repaired{false};
    append({note_of("K", "k1"), note_of("K", "k2"), note_of("K", "k3"), note_of("L", "l1"), note_of("L", "l2")});
    const Consumer consumer(subscription([&](Transaction& tx, const LoggedEvent& logged) {
                                if (logged.event.payload == "k2" && !is_repaired) throw std::logic_error("a slip");
                                take_note(tx, logged);
                            }),
                            events.log(), taker.pool(), {1ms, 1ms, 20ms});
    EXPECT_TRUE(becomes(taker, taken, 3));
    append({note_of("K", "k4"), note_of("L", "l3")});
    EXPECT_TRUE(becomes(taker, taken, 4));
    std::this_thread::sleep_for(500ms);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter"), 0) << "a slip of the program waits for a better one";
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE payload LIKE 'k%'"), 1);
    is_repaired = true;
    EXPECT_TRUE(becomes(taker, taken, 7));
    const std::string all = ask(taker, order);
    EXPECT_LT(all.find("k2"), all.find("k3"));
    EXPECT_LT(all.find("k3"), all.find("k4"));
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM set_aside", 0));
}

TEST_F(SetAsideTest, AfterTheLastTryTheKeyGoesOnBehindItsDeadLetter) {
    append({note_of("K", "poison"), note_of("K", "k2"), note_of("K", "poison"), note_of("K", "k4")});
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, taken, 2));
    EXPECT_EQ(ask(taker, order), "k2 k4");
    EXPECT_EQ(count(taker, "SELECT count(*) FROM dead_letter WHERE reason = 'cannot be read'"), 2);
    EXPECT_EQ(count(taker, "SELECT count(*) FROM set_aside"), 0);
    EXPECT_EQ(consumer.buried(), 2U);
}

TEST_F(SetAsideTest, AnotherAdministrationsKeyOfTheSameNameGoesOn) {
    Event bad = note("poison", amealco), good = note("good", queretaro);
    bad.key = good.key = "0001";
    append({bad, good});
    const Consumer consumer(subscription(), events.log(), taker.pool());
    EXPECT_TRUE(becomes(taker, taken, 1));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM set_aside"), 1);
}

TEST_F(SetAsideTest, ARestartLosesNothingThatWasSetAside) {
    std::atomic<bool> is_repaired{false};
    const auto fragile = subscription([&](Transaction& tx, const LoggedEvent& logged) {
        if (!is_repaired && logged.event.key == "K") throw UnreadableEvent("not yet");
        take_note(tx, logged);
    });
    append({note_of("K", "k1"), note_of("K", "k2"), note_of("L", "l1")});
    {
        const Consumer first(fragile, events.log(), taker.pool(), {1h, 1h, 1h});
        EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM set_aside", 2));
    }
    {
        pqxx::connection session(taker.admin_connection());
        pqxx::nontransaction(session).exec("UPDATE set_aside SET next_try_at = now() WHERE next_try_at IS NOT NULL");
    }
    is_repaired = true;
    const Consumer second(fragile, events.log(), taker.pool(), {1ms, 1h, 1h});
    append({note_of("K", "k3")});
    EXPECT_TRUE(becomes(taker, taken, 4));
    const std::string all = ask(taker, order);
    EXPECT_LT(all.find("k1"), all.find("k2"));
    EXPECT_LT(all.find("k2"), all.find("k3"));
}

// A statement that was put off belongs to the event that put it off, not to a later one or to all.
TEST_F(SetAsideTest, AFaultOfWhatAnEventPutOffIsThatEvents) {
    append({note("good"), note("cursed"), note("later")});
    const Consumer consumer(subscription([](Transaction& tx, const LoggedEvent& logged) {
                                put_off(tx, "-- insert_effect\nINSERT INTO effect VALUES ($1, $2)",
                                        tx.administration().number(), logged.event.payload);
                            }),
                            events.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter", 1));
    EXPECT_TRUE(becomes(taker, taken, 2));
    EXPECT_EQ(ask(taker, "SELECT key FROM dead_letter"), "cursed");
}

TEST_F(SetAsideTest, WhatTheDatabaseCannotTakeIsNamedWithoutItsValues) {
    append({note("cursed"), note("good"), note("private words of nobody")});
    const Consumer consumer(subscription([&](Transaction& tx, const LoggedEvent& logged) {
                                if (logged.event.payload.find("private") == 0)
                                    tx.pq().exec("SELECT '" + logged.event.payload + "'::int");
                                take_note(tx, logged);
                            }),
                            events.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter", 2));
    EXPECT_EQ(count(taker, taken), 1);
    std::vector<std::string> reasons;
    for (const DeadLetter& letter : newest_dead_letters(taker.pool(), 10))
        reasons.push_back(letter.death.reason);
    std::sort(reasons.begin(), reasons.end());
    EXPECT_EQ(reasons[0], "SQLSTATE 22P02");
    EXPECT_EQ(reasons[1], "SQLSTATE 23514, constraint no_curse");
}

TEST_F(SetAsideTest, ARowOfAnotherAdministrationIsTheEventsOwnFault) {
    as_owner("ALTER TABLE effect ENABLE ROW LEVEL SECURITY");
    as_owner(
        "CREATE POLICY own ON effect USING (administration_id = current_setting('aquacis.administration_id')::int "
        "OR current_setting('aquacis.administration_id') = '0')");
    append({note("foreign"), note("good")});
    const Consumer consumer(subscription([&](Transaction& tx, const LoggedEvent& logged) {
                                const bool is_foreign = logged.event.payload == "foreign";
                                tx.pq().exec_params("INSERT INTO effect VALUES ($1, $2)", is_foreign ? 12 : 11,
                                                    logged.event.payload);
                            }),
                            events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter WHERE reason = 'SQLSTATE 42501'", 1));
    EXPECT_EQ(count(taker, taken), 1);
}

TEST_F(SetAsideTest, AMissingRightIsWaitedOut) {
    expect_to_wait(
        taker.pool(), [&] { as_owner("REVOKE INSERT ON effect FROM " + app()); },
        [&] { as_owner("GRANT INSERT ON effect TO " + app()); });
}

TEST_F(SetAsideTest, ASchemaOfAnotherVersionIsWaitedOut) {
    expect_to_wait(
        taker.pool(), [&] { as_owner("ALTER TABLE effect RENAME TO effect_of_before"); },
        [&] { as_owner("ALTER TABLE effect_of_before RENAME TO effect"); });
}

TEST_F(SetAsideTest, ALockedTableIsWaitedOut) {
    Pool impatient({.connection = taker.app_connection(), .statement = 200ms});
    std::unique_ptr<pqxx::connection> other;
    std::unique_ptr<pqxx::work> lock;
    expect_to_wait(
        impatient,
        [&] {
            other = std::make_unique<pqxx::connection>(taker.owner_connection());
            lock = std::make_unique<pqxx::work>(*other);
            lock->exec("LOCK TABLE effect IN EXCLUSIVE MODE");
        },
        [&] { lock->commit(); });
}

TEST_F(SetAsideTest, AFullPoolIsWaitedOut) {
    Pool small({.connection = taker.app_connection(), .pool_size = 1, .wait = 100ms});
    std::latch is_held{1}, may_end{1};
    std::jthread holder;
    expect_to_wait(
        small,
        [&] {
            holder = std::jthread([&] {
                small.run(queretaro, [&](Transaction&) {
                    is_held.count_down();
                    may_end.wait();
                });
            });
            is_held.wait();
        },
        [&] { may_end.count_down(); });
}

TEST_F(SetAsideTest, AnEventThatIsTooMuchAtOnceGoesInSmallerPieces) {
    std::vector<Event> notes;
    for (int i = 0; i < 8; ++i)
        notes.push_back(note(std::to_string(i)));
    append(notes);
    Pool impatient({.connection = taker.app_connection(), .statement = 300ms});
    const Consumer consumer({"taker", "note.written", 10,
                             [](Transaction& tx, std::span<const LoggedEvent> batch) {
                                 tx.pq().exec_params("SELECT pg_sleep($1)", 0.08 * static_cast<double>(batch.size()));
                                 for (const LoggedEvent& logged : batch)
                                     take_note(tx, logged);
                             }},
                            events.log(), impatient, short_pauses);
    EXPECT_TRUE(becomes(taker, taken, 8));
}

TEST_F(SetAsideTest, InterleavedAdministrationsAreGroupedIntoOneTransactionEach) {
    constexpr int administrations = 13, of_each = 100;
    test::EventLogDatabase one_partition(1);
    std::vector<Event> notes;
    for (int i = 0; i < administrations * of_each; ++i)
        notes.push_back(note(std::to_string(i), AdministrationId(1 + i % administrations)));
    one_partition.log().append(notes);
    std::atomic<int> calls{0};
    const Consumer consumer({"taker", "note.written", 500,
                             [&](Transaction& tx, std::span<const LoggedEvent> batch) {
                                 ++calls;
                                 for (const LoggedEvent& logged : batch)
                                     take_note(tx, logged);
                             }},
                            one_partition.log(), taker.pool());
    EXPECT_TRUE(becomes(taker, taken, administrations * of_each));
    EXPECT_EQ(calls, administrations);
    EXPECT_TRUE(becomes(taker, "SELECT max(last_offset) FROM consumer_offset", administrations * of_each));
    EXPECT_EQ(count(taker,
                    "SELECT count(*) FROM (SELECT lag(payload::int) OVER (PARTITION BY administration_id ORDER BY "
                    "place) > payload::int AS is_back FROM effect) AS steps WHERE is_back"),
              0);
}

// Two processes host the context: the slower one must neither do the other's work again nor move the offset back.
TEST_F(SetAsideTest, OfTwoProcessesTheSlowerNeverMovesTheOffsetBack) {
    constexpr int notes = 300;
    const auto other_log = events.another();
    std::atomic<int> calls{0};
    const auto slow_at_times = subscription([&](Transaction& tx, const LoggedEvent& logged) {
        if (++calls % 20 == 0) std::this_thread::sleep_for(20ms);
        take_note(tx, logged);
    });
    const Consumer first(slow_at_times, events.log(), taker.pool());
    const Consumer second(slow_at_times, *other_log, taker.pool());
    std::map<int, std::int64_t> furthest;
    for (int i = 0; i < notes; ++i) {
        append({note(std::to_string(i))});
        taker.pool().run_for_all({"offsets"}, [&](Transaction& tx) {
            for (const auto& row : tx.pq().exec("SELECT partition, last_offset FROM consumer_offset")) {
                auto& last = furthest.try_emplace(row[0].as<int>(), before_all).first->second;
                EXPECT_GE(row[1].as<std::int64_t>(), last);
                last = row[1].as<std::int64_t>();
            }
        });
    }
    EXPECT_TRUE(becomes(taker, "SELECT sum(last_offset) FROM consumer_offset WHERE last_offset > 0", notes));
    EXPECT_EQ(count(taker, taken), notes);
    EXPECT_EQ(first.handled() + second.handled(), static_cast<std::uint64_t>(notes));
    EXPECT_EQ(calls, notes) << "no event was handled in vain";
}

TEST_F(SetAsideTest, AnAdministrationThatSetsTooMuchAsideWaitsAloneAndGoesOnByItself) {
    std::atomic<bool> is_broken{true};
    Subscription bounded = subscription([&](Transaction& tx, const LoggedEvent& logged) {
        if (is_broken && logged.event.payload.rfind("bug", 0) == 0) throw std::logic_error("a bug of the program");
        take_note(tx, logged);
    });
    bounded.most_set_aside = 20;
    std::vector<Event> notes;
    for (int i = 0; i < 60; ++i) {
        notes.push_back(note("bug " + std::to_string(i), amealco));
        notes.push_back(note("good " + std::to_string(i), queretaro));
        notes.push_back(note("good of amealco " + std::to_string(i), amealco));
    }
    append(notes);
    {
        const Consumer consumer(bounded, events.log(), taker.pool(), short_pauses);
        EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE administration_id = 11", 60));
        EXPECT_GT(consumer.held_back(), 0);
        EXPECT_FALSE(consumer.is_waiting());
        EXPECT_LE(count(taker, "SELECT count(*) FROM set_aside"), 30) << "a batch more than the most, and no more";
        EXPECT_GT(count(taker, "SELECT count(*) FROM held_back"), 0);
        append({note("late", queretaro)});
        EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE payload = 'late'", 1));
    }
    is_broken = false;
    const Consumer again(bounded, events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE administration_id = 1", 120));
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM held_back", 0));
    EXPECT_EQ(count(taker, "SELECT count(*) - count(DISTINCT payload) FROM effect"), 0);
    EXPECT_TRUE(becomes([&] { return again.held_back() == 0; }));
}

}  // namespace
}  // namespace aquacis::platform
