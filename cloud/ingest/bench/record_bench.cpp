// Readings a second from unpacked batches to events in a PostgreSQL log, as the workers do it. Prints one JSON line.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/record_batches.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::ingest;

constexpr int batches_in_a_group = 8;
constexpr int workers = 2;

Batch make_batch(int worker, int number, Instant at) {
    Batch batch{{AdministrationId(11), "GW-" + std::to_string(worker)}, {}};
    batch.content.set_gateway_id(batch.from.gateway_id);
    batch.content.set_batch_id(static_cast<std::uint64_t>(number));
    for (int i = 0; i < max_readings; ++i) {
        auto* reading = batch.content.add_readings();
        reading->set_manufacturer("KAM");
        reading->set_serial(std::to_string(10'000'000 + worker * 20'000'000 + number * max_readings + i));
        reading->set_version(27);
        reading->set_device_type(22);
        reading->set_counter(static_cast<std::uint32_t>(i % 256));
        reading->set_payload_hash("abcdefgh");
        reading->set_taken_at_us(to_microseconds(at));
        reading->set_volume_m3("1234.567");
        reading->set_driver("kamwater");
        reading->set_gateway_id(batch.from.gateway_id);
    }
    return batch;
}

}  // namespace

int main(int argc, char** argv) {
    const int groups = argc > 1 ? std::atoi(argv[1]) : 50;
    const SystemClock clock;
    aquacis::test::ContextDatabase database("ingest", module().migrations);
    aquacis::test::EventLogDatabase log;
    const Context context{database.pool(), log.log(), clock};
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker) register_gateway(context, AdministrationId(11), "GW-" + std::to_string(worker));
    const auto begun = std::chrono::steady_clock::now();
    for (int worker = 0; worker < workers; ++worker)
        threads.emplace_back([&, worker] {
            for (int group = 0; group < groups; ++group) {
                std::vector<Batch> batches;
                for (int i = 0; i < batches_in_a_group; ++i) batches.push_back(make_batch(worker, group * batches_in_a_group + i, clock.now()));
                record_batches(context, AdministrationId(11), batches);
            }
        });
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const long readings = static_cast<long>(workers) * groups * batches_in_a_group * max_readings;
    std::printf("{\"readings\":%ld,\"seconds\":%.3f,\"readings_per_second\":%.0f}\n", readings, took.count(), static_cast<double>(readings) / took.count());
    return 0;
}
