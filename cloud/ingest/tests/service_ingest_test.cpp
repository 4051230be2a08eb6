// Batches through the use case and through a real broker, into a real database and log.

#include <gtest/gtest.h>
#include <zstd.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <mutex>
#include <pqxx/pqxx>
#include <thread>
#include <utility>

#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/forget_quarantined.hpp"
#include "cloud/ingest/service/subscriber.hpp"
#include "cloud/platform/events/log_repair.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/log_decorator.hpp"
#include "tests/support/migrations_walk.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/thrown.hpp"

namespace aquacis::ingest {
namespace {

using namespace std::chrono_literals;
using aquacis::test::ContextDatabase;
using aquacis::test::MosquittoServer;

const AdministrationId queretaro{11};
const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 12h + 30min;

// The log as a list: what the platform's conformance suite proves of the real ones is not proved here again.
class ListLog final : public platform::EventLog {
public:
    platform::LogPosition append(std::span<const platform::Event> events) override {
        std::function<void()> first;
        {
            const std::lock_guard lock(mutex_);
            first = before_append_;
        }
        if (first) first();
        const std::lock_guard lock(mutex_);
        if (fails) throw std::runtime_error("the log is away");
        all.insert(all.end(), events.begin(), events.end());
        return {};
    }
    int partitions(const std::string&) override { return 1; }
    std::vector<platform::LoggedEvent> read(const std::string&, int, std::int64_t, int) override { return {}; }
    std::uint64_t pulse(const std::string&) override { return 0; }
    void wait(const std::string&, std::uint64_t, std::chrono::milliseconds) override {}
    std::int64_t end(const std::string&, int) override { return static_cast<std::int64_t>(size()); }
    std::int64_t dropped_to(const std::string&, int) override { return platform::before_all; }
    std::int64_t behind(const std::string&, int, std::int64_t) override { return 0; }
    std::int64_t last_before(const std::string&, int, Instant) override { return platform::before_all; }
    std::string identity() override { return "list"; }
    void note_read(const std::string&, const std::string&, const std::map<int, std::int64_t>&) override {}
    void tidy() override {}
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return all.size();
    }
    std::vector<platform::Event> all;
    bool fails = false;
    void before_append(std::function<void()> step) {
        const std::lock_guard lock(mutex_);
        before_append_ = std::move(step);
    }

private:
    std::function<void()> before_append_;
    std::mutex mutex_;
};

edge::v1::UplinkBatch make_content(const std::string& gateway, std::uint64_t id, int first, int count,
                                   Instant at = noon) {
    edge::v1::UplinkBatch batch;
    batch.set_gateway_id(gateway);
    batch.set_batch_id(id);
    for (int i = first; i < first + count; ++i) {
        auto* reading = batch.add_readings();
        reading->set_manufacturer("KAM");
        reading->set_serial(std::to_string(60'000'000 + i));
        reading->set_version(27);
        reading->set_device_type(22);
        reading->set_counter(static_cast<std::uint32_t>(i % 256));
        reading->set_payload_hash("abcdefgh");
        reading->set_taken_at_us(to_microseconds(at));
        reading->set_volume_m3("12.345");
        reading->set_gateway_id(gateway);
    }
    return batch;
}

Batch make_batch(const std::string& gateway, std::uint64_t id, int first, int count, Instant at = noon) {
    return {{queretaro, gateway}, make_content(gateway, id, first, count, at)};
}

std::string pack(const edge::v1::UplinkBatch& batch) {
    const std::string plain = batch.SerializeAsString();
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
    return packed;
}

class IngestTest : public ::testing::Test {
protected:
    IngestTest() : database_("ingest", module().migrations), context_{database_.pool(), log_, clock_} {
        register_gateway(context_, queretaro, "GW-1");
        register_gateway(context_, queretaro, "GW-2");
    }
    std::int64_t owner_count(const std::string& sql) {
        pqxx::connection connection(database_.admin_connection());
        pqxx::work work(connection);
        return work.exec(sql)[0][0].as<std::int64_t>();
    }
    ManualClock clock_{noon};
    ListLog log_;
    ContextDatabase database_;
    Context context_;
};

TEST_F(IngestTest, AReadingThatALogSetBackHasLostIsToldWithItsNumberAndItsTime) {
    test::EventLogDatabase events;
    AppendJournal journal(database_.pool(), events.log(), clock_);
    const Context with_log{database_.pool(), events.log(), clock_, {}, {}, &journal};
    const auto in_log = [&](const std::string& sql) {
        pqxx::connection connection(events.owner_connection());
        pqxx::nontransaction(connection).exec(sql);
    };
    record_batches(with_log, queretaro, {make_batch("GW-1", 1, 0, 50)});
    journal.step();
    in_log("CREATE TABLE kept AS SELECT * FROM log_event");
    in_log("CREATE TABLE kept_head AS SELECT * FROM log_head");
    clock_.advance(10min);
    record_batches(with_log, queretaro, {make_batch("GW-1", 2, 50, 120)});
    journal.step();
    clock_.advance(10min);
    record_batches(with_log, queretaro, {make_batch("GW-2", 3, 200, 80)});
    journal.step();
    EXPECT_EQ(platform::outbox_standing(database_.pool()).lost, 0);

    in_log("DELETE FROM log_event; INSERT INTO log_event SELECT * FROM kept");  // as its dump is restored
    in_log("DELETE FROM log_head; INSERT INTO log_head SELECT * FROM kept_head");
    record_batches(with_log, queretaro, {make_batch("GW-2", 4, 400, 30)});
    journal.step();
    journal.step();
    const auto standing = platform::outbox_standing(database_.pool());
    EXPECT_EQ(standing.lost, 200) << "what came after is there";
    EXPECT_EQ(*standing.lost_from, noon);
    EXPECT_EQ(*standing.lost_to, noon + 20min);
}

// It has nothing at first, as while its database comes back, and then all; whoever asked first waits for the other.
class LateLog final : public test::LogDecorator {
public:
    using LogDecorator::LogDecorator;
    std::vector<platform::LoggedEvent> read(const std::string& topic, int partition, std::int64_t after,
                                            int limit) override {
        if (asked_by_all) asked_by_all->arrive_and_wait();
        asked_by_all = nullptr;
        return has_nothing ? std::vector<platform::LoggedEvent>() : LogDecorator::read(topic, partition, after, limit);
    }
    std::int64_t end(const std::string& topic, int partition) override {
        return std::exchange(has_nothing, false) ? platform::before_all : LogDecorator::end(topic, partition);
    }
    bool has_nothing = false;
    std::barrier<>* asked_by_all = nullptr;
};

// Both processes look in the same minute: the loss is counted once.
TEST_F(IngestTest, TwoProcessesTellOneLossOnce) {
    test::EventLogDatabase events;
    LateLog log(events.log()), other_log(events.log());
    AppendJournal journal(database_.pool(), log, clock_), other(database_.pool(), other_log, clock_);
    const Context with_log{database_.pool(), log, clock_, {}, {}, &journal};
    for (int i = 0; i < 3; ++i) {
        record_batches(with_log, queretaro, {make_batch("GW-1", static_cast<std::uint64_t>(i), 50 * i, 50)});
        journal.step();
        clock_.advance(10min);
    }
    {
        pqxx::connection connection(events.owner_connection());
        pqxx::nontransaction(connection).exec("DELETE FROM log_event; DELETE FROM log_head");
    }
    std::barrier both(2);
    log.asked_by_all = other_log.asked_by_all = &both;
    {
        const std::jthread first([&] { journal.step(); });
        const std::jthread second([&] { other.step(); });
    }
    EXPECT_EQ(platform::outbox_standing(database_.pool()).lost, 150);
    EXPECT_EQ(owner_count("SELECT count(*) FROM appended"), 0);
}

TEST_F(IngestTest, WhatIsThereWhenItIsLookedForAgainIsNotToldAsALossOfNothing) {
    test::EventLogDatabase events;
    LateLog log(events.log());
    AppendJournal journal(database_.pool(), log, clock_);
    const Context with_log{database_.pool(), log, clock_, {}, {}, &journal};
    record_batches(with_log, queretaro, {make_batch("GW-1", 1, 0, 50)});
    journal.step();
    log.has_nothing = true;
    journal.step();
    EXPECT_FALSE(log.has_nothing) << "it was asked";
    const auto standing = platform::outbox_standing(database_.pool());
    EXPECT_EQ(standing.lost, 0);
    EXPECT_FALSE(standing.lost_from || standing.lost_to) << "log status would name a time for it";
    EXPECT_EQ(owner_count("SELECT count(*) FROM appended"), 1);
}

TEST_F(IngestTest, WhatWasNotedIsKeptWhileItCannotBeWrittenDown) {
    test::EventLogDatabase events;
    AppendJournal journal(database_.pool(), events.log(), clock_);
    const Context with_log{database_.pool(), events.log(), clock_, {}, {}, &journal};
    const auto as_admin = [&](const char* sql) {
        pqxx::connection connection(database_.admin_connection());
        pqxx::nontransaction(connection).exec(sql);
    };
    record_batches(with_log, queretaro, {make_batch("GW-1", 1, 0, 50)});
    as_admin("ALTER TABLE appended ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
    EXPECT_ANY_THROW(journal.step());
    record_batches(with_log, queretaro, {make_batch("GW-1", 2, 50, 30)});
    EXPECT_ANY_THROW(journal.step());
    as_admin("ALTER TABLE appended DROP CONSTRAINT full_disk");
    journal.step();
    EXPECT_EQ(owner_count("SELECT sum(readings) FROM appended"), 80);
}

TEST_F(IngestTest, ReadingsBecomeEventsOnceAndTheKeyIsTheSerial) {
    const auto first = record_batches(context_, queretaro, {make_batch("GW-1", 7, 0, 100)});
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].batch_id, 7U);
    EXPECT_EQ(first[0].recorded, 100U);
    ASSERT_EQ(log_.all.size(), 100U);
    EXPECT_EQ(log_.all[0].topic, "meter.readings.raw");
    EXPECT_EQ(log_.all[0].key.substr(0, 2), "60");
    EXPECT_EQ(log_.all[0].administration, queretaro);

    const auto again = record_batches(context_, queretaro, {make_batch("GW-1", 7, 0, 100)});
    EXPECT_EQ(again[0].recorded, 0U);
    EXPECT_EQ(again[0].duplicates, 100U);
    EXPECT_EQ(log_.all.size(), 100U);
    EXPECT_EQ(owner_count("SELECT recorded FROM gateway WHERE gateway_id = 'GW-1'"), 100);
    EXPECT_EQ(owner_count("SELECT duplicates FROM gateway WHERE gateway_id = 'GW-1'"), 100);
}

TEST_F(IngestTest, TwoGatewaysHearingOneTelegramAreOneEventEvenAcrossTheHour) {
    const Instant before = noon + 29min;
    const auto outcomes = record_batches(context_, queretaro,
                                         {make_batch("GW-1", 1, 0, 10, before), make_batch("GW-2", 1, 0, 20, before)});
    EXPECT_EQ(outcomes[0].recorded, 10U);
    EXPECT_EQ(outcomes[1].recorded, 10U);
    EXPECT_EQ(outcomes[1].duplicates, 10U);
    const auto later = record_batches(context_, queretaro, {make_batch("GW-2", 2, 0, 20, before + 2min)});
    EXPECT_EQ(later[0].duplicates, 20U);
    // The same access number an hour on is another telegram of a stopped meter.
    const auto next = record_batches(context_, queretaro, {make_batch("GW-2", 3, 0, 20, before + 62min)});
    EXPECT_EQ(next[0].recorded, 20U);
}

TEST_F(IngestTest, AnUnregisteredGatewayIsNeitherRecordedNorAcknowledged) {
    EXPECT_TRUE(record_batches(context_, queretaro, {make_batch("GW-9", 1, 0, 5)}).empty());
    EXPECT_TRUE(log_.all.empty());
    Batch elsewhere = make_batch("GW-1", 1, 0, 5);
    elsewhere.from.administration = AdministrationId(12);
    EXPECT_TRUE(record_batches(context_, AdministrationId(12), {elsewhere}).empty());
}

TEST_F(IngestTest, WhatIsNoReadingIsQuarantinedWithItsReason) {
    Batch batch = make_batch("GW-1", 1, 0, 3);
    batch.content.mutable_readings(1)->set_serial("nonsense!");
    for (int times = 0; times < 2; ++times) {
        const auto outcome = record_batches(context_, queretaro, {batch});
        EXPECT_EQ(outcome[0].quarantined, 1U);
    }
    EXPECT_EQ(log_.all.size(), 2U);
    EXPECT_EQ(owner_count("SELECT count(*) FROM quarantine WHERE reason LIKE '%serial%'"), 1);
    EXPECT_EQ(owner_count("SELECT times FROM quarantine"), 2);
    quarantine_message(context_, {queretaro, "GW-1"}, "garbage", "not zstd");
    quarantine_message(context_, {queretaro, "GW-9"}, "garbage", "not zstd");
    EXPECT_EQ(owner_count("SELECT count(*) FROM quarantine"), 2);
}

TEST_F(IngestTest, WhatWasQuarantinedGoesWhenItHasNotComeForDays) {
    for (const int days : {1, 10, 89, 91, 400}) {
        clock_.set(noon - days * 24h);
        quarantine_message(context_, {queretaro, "GW-1"}, "garbage of day " + std::to_string(days), "not zstd");
    }
    clock_.set(noon - 20 * 24h);
    quarantine_message(context_, {queretaro, "GW-1"}, "garbage of day 400", "not zstd");
    clock_.set(noon);
    ForgetQuarantined forgetting(context_, ForgetQuarantined::usual_days);
    EXPECT_FALSE(forgetting.step());
    EXPECT_EQ(owner_count("SELECT count(*) FROM quarantine"), 4) << "one of 91 days went; the oldest came again";
    EXPECT_EQ(forgetting.gauges().ask().at(0).value, 1);
}

TEST_F(IngestTest, WhatAGatewayCannotOpenIsKnownWithoutAnyReading) {
    Batch batch = make_batch("GW-1", 1, 0, 0);
    batch.content.mutable_undecryptable()->set_meters(3);
    batch.content.mutable_undecryptable()->set_telegrams(70);
    batch.content.set_release("1.4.0");
    const auto outcomes = record_batches(context_, queretaro, {batch, make_batch("GW-2", 1, 0, 1)});
    EXPECT_EQ(outcomes.size(), 2U) << "acknowledged like any other";
    EXPECT_EQ(owner_count("SELECT undecryptable_meters FROM gateway WHERE gateway_id = 'GW-1'"), 3);
    EXPECT_EQ(owner_count("SELECT undecryptable_kept FROM gateway WHERE gateway_id = 'GW-1'"), 70);
    EXPECT_EQ(owner_count("SELECT undecryptable_kept FROM gateway WHERE gateway_id = 'GW-2'"), 0);
    EXPECT_EQ(owner_count("SELECT count(*) FROM gateway WHERE gateway_id = 'GW-1' AND release = '1.4.0'"), 1);
    for (const std::string& release : {std::string(65, 'a'), std::string("1.4\0.0", 6), std::string("ñ")}) {
        batch.content.set_release(release);
        EXPECT_EQ(record_batches(context_, queretaro, {batch}).size(), 1U) << "never a reason to hold readings up";
        EXPECT_EQ(owner_count("SELECT count(*) FROM gateway WHERE gateway_id = 'GW-1' AND release = ''"), 1);
    }
}

TEST_F(IngestTest, WhenTheLogFailsNothingIsClaimed) {
    log_.fails = true;
    test::expect_thrown<std::runtime_error>(
        "the log is away", [&] { record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 10)}); });
    log_.fails = false;
    EXPECT_EQ(record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 10)})[0].recorded, 10U);
}

TEST_F(IngestTest, AnEventAppendedBeforeAFailedCommitKeepsItsId) {
    record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 1)});
    pqxx::connection connection(database_.admin_connection());
    pqxx::work work(connection);
    work.exec("DELETE FROM seen");  // as if the commit after the append had been lost
    work.commit();
    record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 1)});
    ASSERT_EQ(log_.all.size(), 2U);
    EXPECT_EQ(log_.all[0].event_id, log_.all[1].event_id);
}

TEST_F(IngestTest, DuplicatesAreKnownForAWeekAtLeastAndThenForgotten) {
    record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 10)});
    clock_.advance(24h * 7);
    EXPECT_EQ(record_batches(context_, queretaro, {make_batch("GW-1", 1, 0, 10)})[0].duplicates, 10U);
    EXPECT_EQ(owner_count("SELECT count(*) FROM seen"), 10);
    clock_.advance(24h * 21);
    record_batches(context_, queretaro, {make_batch("GW-1", 2, 50, 1)});
    EXPECT_EQ(owner_count("SELECT count(*) FROM seen"), 1);
    clock_.set(noon);  // a clock that went back
    EXPECT_EQ(record_batches(context_, queretaro, {make_batch("GW-1", 2, 50, 1)})[0].duplicates, 1U);
}

TEST(IngestMigrations, WalkUpAndDownAndGuardTheirRows) {
    aquacis::test::expect_migrations_walk(module().migrations);
    aquacis::test::expect_rows_are_guarded("ingest", module().migrations);
}

TEST(Unpack, KeepsItsLimits) {
    const UplinkTopic from{queretaro, "GW-1"};
    EXPECT_TRUE(std::holds_alternative<Batch>(unpack(from, pack(make_content("GW-1", 1, 0, 500)))));
    EXPECT_TRUE(std::holds_alternative<std::string>(unpack(from, pack(make_content("GW-1", 1, 0, 501)))));
    EXPECT_TRUE(std::holds_alternative<std::string>(unpack(from, pack(make_content("GW-2", 1, 0, 1)))));
    EXPECT_TRUE(std::holds_alternative<std::string>(unpack(from, "")));
    EXPECT_TRUE(std::holds_alternative<std::string>(unpack(from, "not zstd")));
    const std::string bomb(8'000'000, 'x');
    std::string packed(ZSTD_compressBound(bomb.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), bomb.data(), bomb.size(), 1));
    EXPECT_TRUE(std::holds_alternative<std::string>(unpack(from, packed)));
}

bool eventually(const std::function<bool()>& condition) {
    for (int i = 0; i < 400 && !condition(); ++i)
        std::this_thread::sleep_for(25ms);
    return condition();
}

// GW-1 at the broker, and what it was told.
class GatewayEnd {
public:
    explicit GatewayEnd(MosquittoServer& broker) {
        const auto own = broker.issue("11.GW-1");
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = "gw-1";
        settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
        session_ = std::make_unique<mqtt::Session>(
            settings,
            [this](const mqtt::Message& message) {
                edge::v1::BatchAck ack;
                ack.ParseFromString(message.payload);
                const std::lock_guard lock(mutex_);
                acknowledged_[ack.batch_id()] = ack.recorded();
            },
            [] {});
    }
    void leave() { session_->disconnect(); }
    bool reconnect() { return session_->connect().ok(); }  // its subscription is kept at the broker
    bool connect() { return session_->connect().ok() && session_->subscribe("aquacis/11.GW-1/ack").ok(); }
    bool publish(const std::string& gateway, const std::string& bytes) {
        return session_->publish({"aquacis/11." + gateway + "/up", bytes});
    }
    std::size_t acknowledged() {
        const std::lock_guard lock(mutex_);
        return acknowledged_.size();
    }

private:
    std::mutex mutex_;
    std::map<std::uint64_t, std::uint32_t> acknowledged_;
    std::unique_ptr<mqtt::Session> session_;
};

class IngestAtTheBroker : public IngestTest {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        const auto own = broker_->issue("aquacis-ingest");
        SubscriberSettings settings;
        settings.server = broker_->url();
        settings.tls = mqtt::Tls{broker_->ca(), own.certificate, own.key};
        settings.share = "ingest-2718281828";
        settings.retry = {100ms, 500ms};
        subscriber_ = std::make_unique<Subscriber>(settings, context_, seeded_random(1));
        subscriber_->start();
        ASSERT_TRUE(eventually([&] { return subscriber_->connected(); }));
        std::this_thread::sleep_for(200ms);  // its subscriptions
        gateway_ = std::make_unique<GatewayEnd>(*broker_);
        ASSERT_TRUE(gateway_->connect());
    }
    void TearDown() override {
        if (subscriber_) subscriber_->stop();
    }

    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<Subscriber> subscriber_;
    std::unique_ptr<GatewayEnd> gateway_;
};

TEST_F(IngestAtTheBroker, EveryBatchIsAcknowledgedAfterItsCommit) {
    for (int i = 0; i < 20; ++i)
        gateway_->publish("GW-1", pack(make_content("GW-1", static_cast<std::uint64_t>(i), i * 500, 500)));
    gateway_->publish("GW-1", "garbage");
    gateway_->publish("GW-2", pack(make_content("GW-2", 99, 0, 1)));  // not this certificate's: the broker drops it
    EXPECT_TRUE(eventually([&] { return gateway_->acknowledged() == 20 && subscriber_->counts().quarantined == 1; }));
    EXPECT_EQ(log_.size(), 10'000U);
    EXPECT_EQ(owner_count("SELECT duplicates + recorded FROM gateway WHERE gateway_id = 'GW-2'"), 0);
}

// Somebody with a certificate of the authority: another administration's gateway.
class Intruder {
public:
    Intruder(MosquittoServer& broker, const std::string& common_name, const std::string& client_id) {
        const auto own = broker.issue(common_name);
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = client_id;
        settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
        session_ = std::make_unique<mqtt::Session>(
            settings, [this](const mqtt::Message&) { ++heard; }, [] {});
        EXPECT_TRUE(session_->connect());
    }
    mqtt::Session& session() { return *session_; }
    std::atomic<int> heard{0};

private:
    std::unique_ptr<mqtt::Session> session_;
};

TEST_F(IngestAtTheBroker, NobodyElseIsHandedItsMessages) {
    std::vector<std::unique_ptr<Intruder>> intruders;
    for (int i = 0; i < 3; ++i) {
        intruders.push_back(std::make_unique<Intruder>(*broker_, "12.PEN-GW-" + std::to_string(i), "any"));
        for (const char* topic : {"$share/ingest/aquacis/+/up", "$share/ingest/aquacis/+/+/up", "$share/ingest/#",
                                  "aquacis/#", "#", "aquacis/11.GW-1/ack"})
            (void)intruders.back()->session().subscribe(topic);  // the broker says yes to all of them
    }
    for (int i = 0; i < 20; ++i)
        gateway_->publish("GW-1", pack(make_content("GW-1", static_cast<std::uint64_t>(i), i * 10, 10)));
    EXPECT_TRUE(eventually([&] { return gateway_->acknowledged() == 20; }));
    EXPECT_EQ(log_.size(), 200U);
    for (const auto& one : intruders)
        EXPECT_EQ(one->heard, 0);
}

TEST_F(IngestAtTheBroker, NobodyElseTakesItsSessionOrAGateways) {
    gateway_->leave();
    for (const char* name : {"aquacis-ingest", "aquacis-ingest-1", "11.GW-1", "gw-1"}) {
        const Intruder intruder(*broker_, "12.PEN-GW-1", name);
        std::this_thread::sleep_for(100ms);
        EXPECT_TRUE(subscriber_->connected()) << name;
    }
    // What waits at the broker for the gateway is still its own.
    ASSERT_TRUE(subscriber_->publish({"aquacis/11.GW-1/ack", to_ack({{queretaro, "GW-1"}, 77, 1, 0, 0})}));
    {
        Intruder intruder(*broker_, "12.PEN-GW-1", "11.GW-1");
        std::this_thread::sleep_for(200ms);
        EXPECT_EQ(intruder.heard, 0);
    }
    ASSERT_TRUE(gateway_->reconnect());
    EXPECT_TRUE(eventually([&] { return gateway_->acknowledged() == 1; }));
}

TEST_F(IngestAtTheBroker, NobodyWritesUnderAnothersName) {
    register_gateway(context_, AdministrationId(12), "PEN-GW-1");
    Intruder intruder(*broker_, "12.PEN-GW-1", "any");
    for (const char* topic : {"aquacis/11.GW-1/up", "aquacis/11.PEN-GW-1/up", "aquacis/12.GW-1/up",
                              "aquacis/11/12.PEN-GW-1/up", "aquacis/12/PEN-GW-1/up", "aquacis//12.PEN-GW-1/up"})
        for (const char* said : {"GW-1", "PEN-GW-1"})
            intruder.session().publish({topic, pack(make_content(said, 5, 0, 1)), true});
    intruder.session().publish({"aquacis/12.PEN-GW-1/up", pack(make_content("PEN-GW-1", 6, 100, 1))});
    EXPECT_TRUE(eventually([&] { return subscriber_->counts().batches == 1; }));
    ASSERT_EQ(log_.size(), 1U);
    EXPECT_EQ(log_.all[0].administration, AdministrationId(12));
    EXPECT_EQ(subscriber_->counts().quarantined, 0);
}

TEST(Batch, AReadingWasHeardByWhoSentIt) {
    auto content = make_content("GW-1", 1, 0, 2);
    content.mutable_readings(0)->set_gateway_id("QRO-GW-0147");
    content.mutable_readings(1)->set_gateway_id(std::string("a\0b", 3));
    const auto unpacked = unpack({queretaro, "GW-1"}, pack(content));
    for (const auto& reading : std::get<Batch>(unpacked).content.readings())
        EXPECT_EQ(reading.gateway_id(), "GW-1");
}

TEST_F(IngestAtTheBroker, WhatWasRecordedWhileTheBrokerWasAwayIsAcknowledgedWhenItIsBack) {
    log_.before_append([&] {
        broker_->stop();
        EXPECT_TRUE(eventually([&] { return !subscriber_->connected(); }));
    });
    gateway_->publish("GW-1", pack(make_content("GW-1", 1, 0, 500)));
    ASSERT_TRUE(eventually([&] { return subscriber_->counts().batches == 1; }));
    log_.before_append({});
    broker_->start();
    EXPECT_TRUE(eventually([&] { return gateway_->connect(); }));
    EXPECT_TRUE(eventually([&] { return gateway_->acknowledged() == 1; })) << "it need not send the batch again";
    EXPECT_EQ(log_.size(), 500U);
    EXPECT_EQ(subscriber_->counts().unanswered, 0);
}

}  // namespace
}  // namespace aquacis::ingest
