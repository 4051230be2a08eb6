// Events a second on each part of the way: into the log, out of an outbox, through a relay, into a consumer's database;
// and commits a second of many writers that publish one event each, beside a relay. Of 13 administrations, event by
// event, with fsync on. Prints one JSON line.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/parse_number.hpp"
#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/events/relay.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::platform;

constexpr int administrations = 13;
constexpr int batch_size = 500;
constexpr int writers = 16;
constexpr int events_of_a_writer = 500;
constexpr std::size_t payload_bytes = 120;  // a reading

Event make_event_of(const char* topic, int number, AdministrationId administration, const RandomBits& random) {
    Event event;
    event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000 + number), random);
    event.topic = topic;
    event.key = "meter-" + std::to_string(number % 50'000);
    event.event_type = "aquacis.metering.v1.ReadingRecorded";
    event.aggregate_id = event.key;
    event.aggregate_type = "meter";
    event.timestamp = from_microseconds(1'700'000'000'000'000);
    event.source = "bench";
    event.administration = administration;
    event.payload = std::string(payload_bytes, static_cast<char>('a' + number % 26));
    return event;
}

// As a log holds them whose producers work side by side.
std::vector<Event> make_interleaved(const char* topic, int batch, const RandomBits& random) {
    std::vector<Event> events;
    for (int i = batch * batch_size; i < (batch + 1) * batch_size; ++i)
        events.push_back(make_event_of(topic, i, AdministrationId(1 + i % administrations), random));
    return events;
}

std::vector<Event> make_batch(const char* topic, int batch, const RandomBits& random) {
    std::vector<Event> events;
    for (int i = batch * batch_size; i < (batch + 1) * batch_size; ++i)
        events.push_back(make_event_of(topic, i, AdministrationId(1 + batch % administrations), random));
    return events;
}

template <class Work>
double rate(int events, Work work) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    return events / took.count();
}

void wait_until(const std::atomic<std::uint64_t>& value, std::uint64_t wanted) {
    while (value < wanted)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

void write_one_by_one(Pool& pool) {
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&pool, writer] {
            const RandomBits random = seeded_random(static_cast<std::uint64_t>(writer) + 100);
            for (int i = 0; i < events_of_a_writer; ++i) {
                const Event event = make_event_of("bench.single", writer * events_of_a_writer + i,
                                                  AdministrationId(1 + writer % administrations), random);
                pool.run(event.administration, [&](Transaction& tx) { insert_outbox(tx, {&event, 1}); });
            }
        });
}

}  // namespace

int main(int argc, char** argv) {
    const int events = (argc > 1 ? parse_number<int>(argv[1]).value() : 100'000) / batch_size * batch_size;
    const int batches = events / batch_size;
    const RandomBits random = seeded_random(7);
    aquacis::test::PostgresServer::keep_commits();
    aquacis::test::EventLogDatabase log;
    aquacis::test::ContextDatabase producer("producer", {});
    aquacis::test::ContextDatabase taker("taker", {});

    std::vector<std::vector<Event>> made;
    for (int i = 0; i < batches; ++i)
        made.push_back(make_interleaved("bench.direct", i, random));
    const double append = rate(events, [&] {
        for (const auto& batch : made)
            log.log().append(batch);
    });
    made.clear();
    for (int i = 0; i < batches; ++i)
        made.push_back(make_batch("bench.relayed", i, random));
    const double publishing = rate(events, [&] {
        for (const auto& batch : made)
            producer.pool().run(batch.front().administration, [&](Transaction& tx) { insert_outbox(tx, batch); });
    });
    const auto relay_count = static_cast<std::uint64_t>(events);
    double relaying = 0, commits = 0;
    {
        const Relay relay("producer", producer.app_connection(), log.log());
        const auto wait_for_relay = [&](std::uint64_t wanted) {
            while (relay.moved() < wanted)
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
        };
        relaying = rate(events, [&] { wait_for_relay(relay_count); });
        DatabaseConfig config;
        config.connection = producer.app_connection();
        config.pool_size = writers;
        Pool pool(config);
        commits = rate(writers * events_of_a_writer, [&] { write_one_by_one(pool); });
        wait_for_relay(relay_count + writers * events_of_a_writer);
    }
    std::atomic<std::uint64_t> taken{0};
    const double consuming = rate(events, [&] {
        const Consumer consumer({"taker", "bench.direct", batch_size,
                                 [&](Transaction&, std::span<const LoggedEvent> batch) { taken += batch.size(); }},
                                log.log(), taker.pool());
        wait_until(taken, static_cast<std::uint64_t>(events));
    });
    std::printf(
        "{\"events\":%d,\"append_per_second\":%.0f,\"publish_per_second\":%.0f,\"relay_per_second\":%.0f,"
        "\"commits_per_second_of_16_writers\":%.0f,\"consume_per_second\":%.0f}\n",
        events, append, publishing, relaying, commits, consuming);
    return 0;
}
