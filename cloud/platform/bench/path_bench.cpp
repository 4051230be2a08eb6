// Events a second on each part of the way: into the log, out of an outbox, through a relay, into a consumer's database.
// Prints one JSON line. fsync is off, as in every test's PostgreSQL: it measures the programs, not the disk.

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

constexpr AdministrationId queretaro{11};
constexpr int batch_size = 500;
constexpr std::size_t payload_bytes = 120;  // a reading

std::vector<Event> make_batch(const char* topic, int number, const RandomBits& random) {
    std::vector<Event> events;
    for (int i = 0; i < batch_size; ++i) {
        Event event;
        event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000 + number), random);
        event.topic = topic;
        event.key = "meter-" + std::to_string((number * batch_size + i) % 50'000);
        event.event_type = "aquacis.metering.v1.ReadingRecorded";
        event.aggregate_id = event.key;
        event.aggregate_type = "meter";
        event.timestamp = from_microseconds(1'700'000'000'000'000);
        event.source = "bench";
        event.administration = queretaro;
        event.payload = std::string(payload_bytes, static_cast<char>('a' + i % 26));
        events.push_back(std::move(event));
    }
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

}  // namespace

int main(int argc, char** argv) {
    const int events = (argc > 1 ? parse_number<int>(argv[1]).value() : 100'000) / batch_size * batch_size;
    const int batches = events / batch_size;
    const RandomBits random = seeded_random(7);
    aquacis::test::EventLogDatabase log;
    aquacis::test::ContextDatabase producer("producer", {});
    aquacis::test::ContextDatabase taker("taker", {});

    std::vector<std::vector<Event>> made;
    for (int i = 0; i < batches; ++i)
        made.push_back(make_batch("bench.direct", i, random));
    const double append = rate(events, [&] {
        for (const auto& batch : made)
            log.log().append(batch);
    });
    made.clear();
    for (int i = 0; i < batches; ++i)
        made.push_back(make_batch("bench.relayed", i, random));
    const double publishing = rate(events, [&] {
        for (const auto& batch : made)
            producer.pool().run(queretaro, [&](Transaction& tx) { publish(tx, batch); });
    });
    double relaying = 0;
    {
        const Relay relay("producer", producer.app_connection(), log.log());
        relaying = rate(events, [&] {
            while (relay.moved() < static_cast<std::uint64_t>(events))
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
        });
    }
    std::atomic<std::uint64_t> taken{0};
    const double consuming = rate(events, [&] {
        const Consumer consumer({"taker", "bench.relayed", batch_size,
                                 [&](Transaction&, std::span<const LoggedEvent> batch) { taken += batch.size(); }},
                                log.log(), taker.pool());
        wait_until(taken, static_cast<std::uint64_t>(events));
    });
    std::printf(
        "{\"events\":%d,\"append_per_second\":%.0f,\"publish_per_second\":%.0f,\"relay_per_second\":%.0f,\"consume_per_"
        "second\":%.0f}\n",
        events, append, publishing, relaying, consuming);
    return 0;
}
