#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "edge-node/gateway/tests/disk.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "tests/bench/edge/parts.hpp"

namespace aquacis::edge::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using namespace aquacis::edge::test;

constexpr int meters = 2'000;
constexpr int hours = 100;
constexpr int runs = 3;
constexpr std::int64_t still_in_memory = 1'000;  // the last group waits for its time, and is not measured
constexpr double least_rate = 20'000;
constexpr auto patience = 120s;
constexpr std::string_view durable_rows =
    "SELECT coalesce((SELECT max(row) FROM readings WHERE row < (3 << 48)) - (2 << 48), 0)"
    " + coalesce((SELECT max(row) FROM readings WHERE row >= (3 << 48)) - (3 << 48), 0)"
    " + coalesce((SELECT max(row) FROM readings WHERE row < (2 << 48)) - (1 << 48), 0)";

struct Figures {
    double rate = 0;
    double processor_us = 0;  // per reading
    long resident_kib = 0;
    double reading = 0;      // bytes
    double wear = 0;         // by the process's own writes
    double device_wear = 0;  // by the device's, 0: not counted
};

Figures run_once(aquacis::test::MosquittoServer& broker, const HourlyAir& air, const std::vector<std::string>& said,
                 const Disk& disk) {
    Figures figures;
    ::setenv("TMPDIR", disk.folder().c_str(), 1);
    EdgeProcess edge(broker,
                     {.gateway = "QRO-GW-0147", .more_settings = "", .second_receiver = false, .quick_spool = false});
    ::unsetenv("TMPDIR");
    edge.write_keys(air.meters());
    edge.start();
    Feeder feeder(edge.port());
    sqlite::Database spool(edge.spool(), {.read_only = true});
    disk.sync();
    const std::int64_t written = edge.bytes_written();
    const std::int64_t device_written = disk.bytes_written().value_or(0);
    const double processor = edge.processor_seconds();
    const auto begun = steady_clock::now();
    std::thread feeding([&] {
        for (const std::string& hour : said)
            if (!feeder.write(hour)) return;
    });
    const std::int64_t goal = static_cast<std::int64_t>(meters) * hours - still_in_memory;
    while (spool.integer(durable_rows) < goal && steady_clock::now() - begun < patience)
        std::this_thread::sleep_for(5ms);
    const double seconds = std::chrono::duration<double>(steady_clock::now() - begun).count();
    feeding.join();
    const auto durable = static_cast<double>(spool.integer(durable_rows));
    figures.rate = durable / seconds;
    figures.processor_us = (edge.processor_seconds() - processor) / durable * 1e6;
    figures.resident_kib = edge.peak_resident_kib();
    figures.reading = reading_bytes(spool);
    figures.wear = static_cast<double>(edge.bytes_written() - written) / (durable * figures.reading);
    disk.sync();
    figures.device_wear =
        static_cast<double>(disk.bytes_written().value_or(0) - device_written) / (durable * figures.reading);
    return figures;
}

}  // namespace

bool measure_speed() {
    aquacis::test::MosquittoServer broker;
    const HourlyAir air(make_register(meters, Date(std::chrono::year(2026) / 9 / 1)),
                        local_midnight(Date(std::chrono::year(2026) / 9 / 1)));
    std::vector<std::string> said;
    for (int hour = 0; hour < hours; ++hour)
        said.push_back(air.hour(hour));
    broker.stop();

    std::vector<Figures> all;
    for (int run = 0; run < runs; ++run)
        all.push_back(run_once(broker, air, said, Disk::temporary_folder()));
    std::sort(all.begin(), all.end(), [](const Figures& a, const Figures& b) { return a.rate < b.rate; });
    const Figures& median = all[runs / 2];
    std::printf(
        "speed    %9.0f readings per second, line in over TCP to durable row (median of %d; %.0f to %.0f); goal %.0f\n",
        median.rate, runs, all.front().rate, all.back().rate, least_rate);
    std::printf("         %9.1f us of processor per reading, all threads; resident at most %ld KiB; goal %ld\n",
                median.processor_us, median.resident_kib, most_resident_kib);
    std::printf("         %9.2f bytes written by the node per byte of reading (%.0f bytes each); goal %.0f\n",
                median.wear, median.reading, most_wear);
    bool holds = median.rate >= least_rate && median.resident_kib <= most_resident_kib && median.wear <= most_wear;
    if (const auto loop = Disk::loop_device(512 << 20)) {
        const Figures figures = run_once(broker, air, said, *loop);
        std::printf("         %9.2f bytes written by the device, the file system's journal included\n",
                    figures.device_wear);
        holds = holds && figures.device_wear <= most_wear;
    } else {
        std::printf("         what the device writes was not counted: that needs root, mkfs.ext4 and a loop device\n");
    }
    return holds;
}

}  // namespace aquacis::edge::bench
