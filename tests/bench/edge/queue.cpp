#include <cstdio>
#include <memory>
#include <thread>

#include "edge-node/gateway/reading.hpp"
#include "edge-node/gateway/tests/disk.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "edge-node/gateway/tests/outage.hpp"
#include "tests/bench/edge/parts.hpp"

namespace aquacis::edge::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using namespace aquacis::edge::test;

constexpr int meters = 2'000;
constexpr int queued_days = 90;
constexpr int outage_days = 30;
constexpr int rows_a_commit = 4'000;
constexpr int hours_heard = 10;           // while the queue is full
constexpr std::int64_t enough = 100'000;  // delivered, while its memory is looked at
constexpr auto patience = 120s;

double seconds_since(steady_clock::time_point begun) {
    return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

// As the node itself writes them: bodies of real length, each hour's readings of all meters side by side.
std::int64_t fill(const std::filesystem::path& file, const HourlyAir& air) {
    SpoolLimits unlimited;
    unlimited.bytes = 1'000'000'000'000;
    std::filesystem::create_directories(file.parent_path());
    Spool spool(file, unlimited);
    std::vector<SpoolEntry> entries;
    std::int64_t count = 0;
    std::array<std::int64_t, 3> next{spool.next_row(RowClass::alarm), spool.next_row(RowClass::billing),
                                     spool.next_row(RowClass::interval)};
    for (int hour = 0; hour < queued_days * 24; ++hour)
        for (std::size_t meter = 0; meter < air.size(); ++meter) {
            Telegram telegram;
            telegram.address = air.meters().meters[meter].address;
            telegram.volume_m3 = Decimal(air.litres(meter, hour), 3);
            telegram.driver = "kamwater";
            const RowClass row_class = hour % 24 == 0 ? RowClass::billing : RowClass::interval;
            KeepReading entry;
            entry.row = next[static_cast<std::size_t>(row_class) - 1]++;
            entry.moment = {air.hour_begin(hour), TimeQuality::synced, 0};
            entry.rssi_dbm = -70;
            entry.body =
                to_body(telegram, {static_cast<std::uint32_t>(hour), air.litres(meter, hour) * 0x9E3779B97F4A7C15ULL},
                        TimeQuality::synced);
            entry.mark = {meter, hour, hour / 24, 0};
            entries.push_back(std::move(entry));
            ++count;
            if (entries.size() < rows_a_commit) continue;
            spool.commit(entries, air.hour_begin(hour));
            entries.clear();
        }
    spool.commit(entries, air.hour_begin(queued_days * 24));
    return count;
}

template <class Condition>
bool eventually(Condition&& condition) {
    const auto begun = steady_clock::now();
    while (!condition())
        if (std::this_thread::sleep_for(20ms); steady_clock::now() - begun > patience) return false;
    return true;
}

std::unique_ptr<Feeder> connect(std::uint16_t port) {
    std::unique_ptr<Feeder> feeder;
    eventually([&] {
        try {
            feeder = std::make_unique<Feeder>(port);
            return true;
        } catch (const std::runtime_error&) {
            return false;
        }
    });
    return feeder;
}

}  // namespace

bool measure_queue() {
    aquacis::test::MosquittoServer broker;
    // The queue ends now, so that nothing in it has grown too old.
    const SystemClock clock;
    const Date begin = add_days(local_date(clock.now()), -queued_days + 1);
    const HourlyAir air(make_register(meters, begin), local_midnight(begin));
    EdgeProcess edge(broker,
                     {.gateway = "QRO-GW-0147", .more_settings = "", .second_receiver = false, .quick_spool = false});
    edge.write_keys(air.meters());
    const std::int64_t rows = fill(edge.spool(), air);
    const auto file_bytes = static_cast<double>(std::filesystem::file_size(edge.spool()));
    broker.stop();
    auto begun = steady_clock::now();
    edge.start();
    const auto feeder = connect(edge.port());
    const double start_s = seconds_since(begun);
    if (!feeder) {
        std::printf("queue    the node did not start with %d days in its queue:\n%s\n", queued_days,
                    edge.log().c_str());
        return false;
    }
    for (int hour = 0; hour < hours_heard; ++hour)
        feeder->write(air.hour(queued_days * 24 + hour));
    std::this_thread::sleep_for(2s);
    const long heard_kib = edge.peak_resident_kib();
    std::atomic<std::int64_t> delivered{0};
    broker.start();
    begun = steady_clock::now();
    {
        FakeCloud cloud(broker, [&](const v1::MeterReading&) { ++delivered; });
        eventually([&] { return delivered >= enough; });
    }
    const double rate = static_cast<double>(delivered) / seconds_since(begun);
    const long peak_kib = edge.peak_resident_kib();
    std::printf(
        "queue    %9ld KiB resident at most with %lld readings queued (%d days, %.0f MB) and more coming in; %ld while "
        "they are delivered; goal %ld\n",
        heard_kib, static_cast<long long>(rows), queued_days, file_bytes / 1e6, peak_kib, most_resident_kib);
    std::printf("         %9.1f s to start with them; %.0f readings per second delivered\n", start_s, rate);
    return peak_kib <= most_resident_kib && delivered >= enough;
}

bool measure_outage() {
    const Disk disk = Disk::temporary_folder();
    const OutageResult result = run_outage({.folder = disk.folder(), .meters = meters, .days = outage_days});
    const bool holds = result.fault.empty() && result.delivered == result.said && result.twice == 0 &&
                       result.wrong == 0 && result.told_thinned == 0 && result.left_in_spool == 0 &&
                       result.missing_alarms + result.missing_billing + result.missing_intervals == 0;
    std::printf(
        "outage   %9lld readings said in %d simulated days without the broker, %lld of them alarms; %lld queued in "
        "%.0f MB\n",
        static_cast<long long>(result.said), outage_days, static_cast<long long>(result.alarms),
        static_cast<long long>(result.queued), static_cast<double>(result.spool_bytes) / 1e6);
    std::printf(
        "         %9lld delivered once, %lld again, %lld wrong, %lld told as dropped; missing: %lld alarms, %lld "
        "billing, %lld intervals; %lld left\n",
        static_cast<long long>(result.delivered), static_cast<long long>(result.twice),
        static_cast<long long>(result.wrong), static_cast<long long>(result.told_thinned),
        static_cast<long long>(result.missing_alarms), static_cast<long long>(result.missing_billing),
        static_cast<long long>(result.missing_intervals), static_cast<long long>(result.left_in_spool));
    std::printf(
        "         %9.1f s to take in, %.1f s to deliver; %.0f bytes written per reading, from heard to acknowledged\n",
        result.taking_in_s, result.delivering_s,
        static_cast<double>(result.bytes_written) / static_cast<double>(result.said));
    if (!result.fault.empty()) std::printf("         waited in vain for %s\n", result.fault.c_str());
    return holds;
}

}  // namespace aquacis::edge::bench
