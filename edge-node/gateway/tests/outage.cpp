#include "edge-node/gateway/tests/outage.hpp"

#include <atomic>
#include <thread>

#include "aquacis/edge/v1/edge.pb.h"
#include "edge-node/gateway/node.hpp"
#include "edge-node/gateway/tests/disk.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

const Instant outage_begins = local_midnight(Date(std::chrono::year(2026) / 9 / 1));
constexpr int hours_a_day = 24;

// How often each telegram arrived, by meter and hour, and whether as what was said.
class Ledger {
public:
    Ledger(const HourlyAir& air, int hours)
        : air_(air), hours_(hours), times_(air.size() * static_cast<std::size_t>(hours)) {
        for (std::size_t meter = 0; meter < air.size(); ++meter)
            meters_[air.meters().meters[meter].address.id] = meter;
    }

    void enter(const v1::MeterReading& reading) {
        const auto found = meters_.find(reading.serial());
        const auto volume = Decimal::parse(reading.volume_m3());
        const std::int64_t litres = volume ? volume->scaled_integer(3, Rounding::down) : -1;
        const int hour = found == meters_.end() ? -1 : air_.hour_of(found->second, litres);
        if (hour < 0 || hour >= hours_ || litres != air_.litres(found->second, hour)) {
            ++wrong_;
            return;
        }
        const Instant at = from_microseconds(reading.taken_at_us());
        const bool fits = at >= air_.hour_begin(hour) && at < air_.hour_begin(hour + 1) &&
                          reading.reading_class() == class_of(found->second, hour);
        if (!fits) ++wrong_;
        if (++times_[found->second * static_cast<std::size_t>(hours_) + static_cast<std::size_t>(hour)] == 1)
            ++delivered_;
        else
            ++twice_;
    }

    std::int64_t delivered() const { return delivered_; }

    void tell(OutageResult& result) const {
        result.delivered = delivered_;
        result.twice = twice_;
        result.wrong = wrong_;
        for (std::size_t meter = 0; meter < air_.size(); ++meter)
            for (int hour = 0; hour < hours_; ++hour) {
                const auto what = class_of(meter, hour);
                if (what == v1::READING_CLASS_ALARM) ++result.alarms;
                if (times_[meter * static_cast<std::size_t>(hours_) + static_cast<std::size_t>(hour)] != 0) continue;
                ++(what == v1::READING_CLASS_ALARM     ? result.missing_alarms
                   : what == v1::READING_CLASS_BILLING ? result.missing_billing
                                                       : result.missing_intervals);
            }
    }

private:
    // The first reading of a local day is the day's billing reading; the air begins at a local midnight.
    v1::ReadingClass class_of(std::size_t meter, int hour) const {
        if (air_.alarms(meter, hour)) return v1::READING_CLASS_ALARM;
        return hour % hours_a_day == 0 ? v1::READING_CLASS_BILLING : v1::READING_CLASS_INTERVAL;
    }

    const HourlyAir& air_;
    const int hours_;
    std::unordered_map<std::string, std::size_t> meters_;
    std::vector<std::uint8_t> times_;
    std::atomic<std::int64_t> delivered_{0};
    std::int64_t twice_ = 0;
    std::int64_t wrong_ = 0;
};

std::int64_t sum(const std::array<std::int64_t, 3>& by_class) { return by_class[0] + by_class[1] + by_class[2]; }

double seconds_since(steady_clock::time_point begun) {
    return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

// Everything that was said is in the spool, and the spool within its limit.
bool has_taken_in(const Node& node, std::int64_t said) {
    const SpoolCounts counts = node.spool().counts();
    return node.intake().counts().telegrams == said && node.spool().waiting() == 0 && counts.unwritten == 0 &&
           counts.bytes_used <= counts.bytes_limit;
}

}  // namespace

OutageResult run_outage(const OutageSettings& settings) {
    OutageResult result;
    aquacis::test::MosquittoServer broker;
    HourlyAir air(make_register(settings.meters, Date(std::chrono::year(2026) / 9 / 1)), outage_begins);
    const int hours = settings.days * hours_a_day;
    Ledger ledger(air, hours);
    write_keys(air.meters(), settings.folder / "keys.toml");
    ManualClock clock(outage_begins);
    const auto uptime = [&clock] { return to_microseconds(clock.now()) - to_microseconds(outage_begins); };
    const std::uint16_t port = aquacis::test::free_port();
    // An hour passes in a moment here: what waits for minutes would wait for days.
    std::string more = "[spool]\nbilling_wait_ms = 100\ninterval_wait_ms = 100\n";
    if (settings.spool_bytes) more += "bytes = " + std::to_string(*settings.spool_bytes) + "\n";
    NodeSettings made = node_settings(broker, settings.folder, {port, LineTime::trusted, more});
    broker.stop();
    const std::int64_t written_before = own_bytes_written();

    Node node(std::move(made), {&clock, uptime, seeded_random(1)});
    node.start();
    auto begun = steady_clock::now();
    {
        Feeder feeder(port);
        for (int hour = 0; hour < hours; ++hour) {
            feeder.write(air.hour(hour));
            clock.set(air.hour_begin(hour + 1));
            result.said += settings.meters;
        }
    }
    if (!eventually([&] { return has_taken_in(node, result.said); }, settings.patience))
        result.fault = "the node to take in what was said";
    result.taking_in_s = seconds_since(begun);
    if (!settings.spool_bytes)
        eventually([&] { return sum(node.spool().counts().rows) == result.said; },
                   std::chrono::seconds(10));  // its last group
    const SpoolCounts before = node.spool().counts();
    result.queued = sum(before.rows);
    result.spool_bytes = before.bytes_used;

    broker.start();
    begun = steady_clock::now();
    FakeCloud cloud(broker, [&](const v1::MeterReading& reading) { ledger.enter(reading); });
    if (!eventually([&] { return sum(node.spool().counts().rows) == 0; }, settings.patience))
        result.fault = "the spool to be empty";
    result.delivering_s = seconds_since(begun);
    node.stop();
    const SpoolCounts after = node.spool().counts();
    result.left_in_spool = sum(after.rows);
    result.told_thinned = sum(after.evicted) + sum(after.expired);
    result.bytes_written = own_bytes_written() - written_before;
    ledger.tell(result);
    return result;
}

}  // namespace aquacis::edge::test
