#include "cloud/platform/consumer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <pqxx/pqxx>
#include <thread>

#include "cloud/platform/outbox.hpp"
#include "cloud/platform/relay.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;

constexpr AdministrationId queretaro{11};
constexpr AdministrationId amealco{1};
constexpr RetryPauses short_pauses{1ms, 1ms, 1ms};
constexpr std::array<Migration, 1> effects{{{1, "effect", "CREATE TABLE effect (administration_id integer NOT NULL, payload text NOT NULL)", "DROP TABLE effect"}}};

class ConsumerTest : public testing::Test {
protected:
    test::EventLogDatabase events;
    test::ContextDatabase producer{"producer", {}};
    test::ContextDatabase taker{"taker", effects};
    RandomBits random = seeded_random(7);

    Event note(const std::string& payload, AdministrationId administration = queretaro) {
        Event event;
        event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000), random);
        event.topic = "note.written";
        event.key = payload;
        event.event_type = "note";
        event.administration = administration;
        event.payload = payload;
        return event;
    }

    Subscription subscription() {
        return {"taker", "note.written", 10, [](Transaction& tx, std::span<const LoggedEvent> batch) {
                    for (const auto& logged : batch) {
                        if (logged.event.payload == "poison") throw std::runtime_error("cannot be read");
                        tx.pq().exec_params("INSERT INTO effect VALUES ($1, $2)", tx.administration().number(), logged.event.payload);
                    }
                }};
    }

    int count(test::ContextDatabase& database, const std::string& sql) {
        return database.pool().run(AdministrationId(0), [&](Transaction& tx) { return tx.pq().exec(sql)[0][0].as<int>(); });
    }

    bool becomes(test::ContextDatabase& database, const std::string& sql, int wanted) {
        for (int i = 0; i < 200; ++i) {
            if (count(database, sql) == wanted) return true;
            std::this_thread::sleep_for(50ms);
        }
        return count(database, sql) == wanted;
    }
};

TEST_F(ConsumerTest, CarriesAnEventFromOneContextToAnother) {
    const Relay relay("producer", producer.app_connection(), events.log());
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    for (int i = 0; i < 25; ++i)
        producer.pool().run(i % 2 == 0 ? queretaro : amealco, [&](Transaction& tx) { publish(tx, note(std::to_string(i), tx.administration())); });
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 25));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE administration_id = 1"), 12);
    EXPECT_TRUE(becomes(producer, "SELECT count(*) FROM outbox", 0));
}

TEST_F(ConsumerTest, TakesNoEffectTwiceWhenTheLogHoldsAnEventTwice) {
    const Event event = note("once");
    events.log().append({&event, 1});
    events.log().append({&event, 1});
    const Event other = note("other");
    events.log().append({&other, 1});
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect WHERE payload = 'other'", 1));
    EXPECT_TRUE(becomes(taker, "SELECT sum(last_offset) FROM consumer_offset", 3));
    EXPECT_EQ(count(taker, "SELECT count(*) FROM effect WHERE payload = 'once'"), 1);
}

TEST_F(ConsumerTest, SetsAPoisonousEventAsideWithItsReasonAndGoesOn) {
    for (const char* payload : {"a", "poison", "b"}) {
        const Event event = note(payload);
        events.log().append({&event, 1});
    }
    const Consumer consumer(subscription(), events.log(), taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 2));
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter WHERE reason = 'cannot be read'", 1));
}

TEST_F(ConsumerTest, AFailedTransactionPublishesNothing) {
    EXPECT_ANY_THROW(producer.pool().run(queretaro, [&](Transaction& tx) {
        publish(tx, note("lost"));
        throw std::runtime_error("after the event");
    }));
    EXPECT_EQ(count(producer, "SELECT count(*) FROM outbox"), 0);
    EXPECT_ANY_THROW(producer.pool().run(queretaro, [&](Transaction& tx) { publish(tx, note("of another", amealco)); }));
}

}  // namespace
}  // namespace aquacis::platform
