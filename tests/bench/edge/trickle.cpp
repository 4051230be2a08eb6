#include <atomic>
#include <cstdio>
#include <thread>

#include "edge-node/gateway/intake.hpp"
#include "edge-node/gateway/receivers/line_format.hpp"
#include "edge-node/gateway/tests/disk.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "tests/bench/edge/parts.hpp"

namespace aquacis::edge::bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using namespace aquacis::edge::test;

// Simulated time runs this much faster, and all that the spool waits for with it: a day takes 72 seconds.
constexpr int faster = 1'200;
constexpr int meters = 2'000;
constexpr int hours = 24;
constexpr int hours_before = 8;  // until the files that are written again and again have their size
constexpr auto between_readings = std::chrono::nanoseconds(1h) / meters / faster;
constexpr auto cloud_answers_every = std::chrono::nanoseconds(24s) / faster;

enum class Cloud { away, there };

SpoolThreadSettings quicker(SpoolThreadSettings settings) {
    for (auto* wait : {&settings.group_wait, &settings.once_wait, &settings.billing_wait, &settings.interval_wait,
                       &settings.marks_every})
        *wait /= faster;
    return settings;
}

KeyStore keys_of(const HourlyAir& air, const std::filesystem::path& folder) {
    edge::write_keys(air.meters(), folder / "keys.toml");
    return KeyStore::from_file(folder / "keys.toml");
}

// The file system follows each commit with one of its own journal within five seconds of real time: here, at once.
class Follower {
public:
    Follower(const Disk& disk, SpoolThread& spool, Cloud cloud)
        : disk_(disk), spool_(spool), cloud_(cloud), thread_([this](const std::stop_token& stop) { run(stop); }) {}

private:
    void run(const std::stop_token& stop) {
        std::int64_t followed = 0;
        auto answers_at = steady_clock::now();
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(1ms);
            if (const std::int64_t commits = spool_.commits(); commits != followed) disk_.sync(), followed = commits;
            if (cloud_ == Cloud::away || steady_clock::now() < answers_at) continue;
            answers_at += cloud_answers_every;
            RemoveRows acknowledged;
            spool_.look([&](Spool& spool) {
                for (const SpoolRow& row : spool.take({}, Spool::max_taken))
                    acknowledged.rows.push_back(row.row);
            });
            if (!acknowledged.rows.empty()) spool_.append(std::move(acknowledged));
        }
    }
    const Disk& disk_;
    SpoolThread& spool_;
    const Cloud cloud_;
    std::jthread thread_;
};

void say_hours(const HourlyAir& air, Intake& intake, std::atomic<std::int64_t>& now_us, int first, int count) {
    auto next = steady_clock::now();
    for (int hour = first; hour < first + count; ++hour) {
        // A meter's second is meter * 1801 mod 3600: this order is nearly that of time, and the rate is even.
        for (std::size_t meter = 0; meter < air.size(); ++meter, next += between_readings) {
            const Instant at = air.hour_begin(hour) + std::chrono::seconds(meter * 3'600 / air.size());
            now_us = to_microseconds(at);
            std::string line = air.line(meter, hour);
            line.pop_back();
            Reception reception;
            reception.frame = parse_rtl_wmbus(line).heard.frame;
            reception.moment = {at, TimeQuality::synced, to_microseconds(at)};
            reception.rssi_dbm = -70;
            std::this_thread::sleep_until(next);
            intake.take(reception);
        }
    }
}

struct Figures {
    double reading = 0;
    double wear = 0;
    double device_wear = 0;
    std::int64_t commits = 0;
};

Figures run_day(const HourlyAir& air, const Disk& disk, Cloud cloud, double reading) {
    Figures figures;
    std::atomic<std::int64_t> now_us{to_microseconds(air.begin())};
    const Drivers drivers = Drivers::built_in();
    const auto file = disk.folder() / (cloud == Cloud::away ? "away.db" : "there.db");
    std::int64_t written = 0;
    std::int64_t device_written = 0;
    {
        SpoolThread spool(std::make_unique<Spool>(file, SpoolLimits{}), quicker({}),
                          [&] { return std::optional(from_microseconds(now_us)); });
        Intake intake(drivers, spool, {});
        intake.use_keys(std::make_shared<const KeyStore>(keys_of(air, disk.folder())));
        const Follower follower(disk, spool, cloud);
        say_hours(air, intake, now_us, 0, hours_before);
        written = own_bytes_written();
        device_written = disk.bytes_written().value_or(0);
        figures.commits = -spool.commits();
        say_hours(air, intake, now_us, hours_before, hours);
        figures.commits += spool.commits();
    }
    disk.sync();  // with the last checkpoint: closing the file moves the log into it
    figures.reading = reading;
    if (cloud == Cloud::away) {
        sqlite::Database kept(file, {.read_only = true});
        figures.reading = reading_bytes(kept);
    }
    const double bytes = static_cast<double>(meters) * hours * figures.reading;
    figures.wear = static_cast<double>(own_bytes_written() - written) / bytes;
    figures.device_wear = static_cast<double>(disk.bytes_written().value_or(0) - device_written) / bytes;
    return figures;
}

void print(const char* cloud, const Figures& figures, bool device_counts) {
    std::printf(
        "trickle  %9.2f bytes written per byte of reading (%.0f bytes each), %d meters once an hour, cloud %s, %lld "
        "commits a day; goal %.0f\n",
        figures.wear, figures.reading, meters, cloud, static_cast<long long>(figures.commits), most_wear);
    if (device_counts)
        std::printf("         %9.2f bytes written by the device, the file system's journal included\n",
                    figures.device_wear);
}

}  // namespace

bool measure_trickle() {
    const HourlyAir air(make_register(meters, Date(std::chrono::year(2026) / 9 / 1)),
                        local_midnight(Date(std::chrono::year(2026) / 9 / 1)));
    auto loop = Disk::loop_device(512 << 20);
    const bool device_counts = loop.has_value();
    const Disk disk = loop ? std::move(*loop) : Disk::temporary_folder();
    const Figures away = run_day(air, disk, Cloud::away, 0);
    print("away", away, device_counts);
    const Figures there = run_day(air, disk, Cloud::there, away.reading);
    print("there", there, device_counts);
    return away.wear <= most_wear && there.wear <= most_wear && away.device_wear <= most_wear &&
           there.device_wear <= most_wear;
}

}  // namespace aquacis::edge::bench
