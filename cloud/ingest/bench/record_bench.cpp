// Readings a second from unpacked batches to events in a PostgreSQL log, as the workers do it. Prints one JSON line.
// ingest_record_bench [GROUPS-OF-EACH-WORKER] [READINGS-OF-EACH-MESSAGE]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/parse_number.hpp"
#include "cloud/ingest/bench/batches.hpp"
#include "cloud/ingest/ingest.hpp"
#include "cloud/ingest/service/record_batches.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::ingest;

constexpr int most_in_a_group = 256;        // as the subscriber takes them: this many messages,
constexpr int readings_in_a_group = 4'000;  // or about so many readings
constexpr int workers = 2;

}  // namespace

int main(int argc, char** argv) {
    const int groups = argc > 1 ? parse_number<int>(argv[1]).value() : 50;
    const int readings_each = argc > 2 ? parse_number<int>(argv[2]).value() : max_readings;
    const int batches_in_a_group = std::clamp(readings_in_a_group / readings_each, 1, most_in_a_group);
    const SystemClock clock;
    aquacis::test::ContextDatabase database("ingest", module().migrations);
    aquacis::test::EventLogDatabase log;
    const Context context{database.pool(), log.log(), clock};
    std::vector<std::thread> threads;
    for (int gateway = 0; gateway < bench::administrations; ++gateway)
        register_gateway(context, bench::administration_of(gateway), "GW-" + std::to_string(gateway));
    const auto begun = std::chrono::steady_clock::now();
    for (int worker = 0; worker < workers; ++worker)
        threads.emplace_back([&, worker] {
            for (int group = 0; group < groups; ++group) {
                const int gateway = (group * workers + worker) % bench::administrations;
                std::vector<Batch> batches;
                for (int i = 0; i < batches_in_a_group; ++i)
                    batches.push_back(
                        bench::make_batch(gateway, group * batches_in_a_group + i, clock.now(), readings_each));
                record_batches(context, bench::administration_of(gateway), batches);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const long messages = static_cast<long>(workers) * groups * batches_in_a_group, readings = messages * readings_each;
    std::printf(
        "{\"messages\":%ld,\"readings\":%ld,\"seconds\":%.3f,\"messages_per_second\":%.0f,\"readings_per_second\":%.0f}"
        "\n",
        messages, readings, took.count(), static_cast<double>(messages) / took.count(),
        static_cast<double>(readings) / took.count());
    return 0;
}
