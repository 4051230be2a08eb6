#include "cloud/metering/store/reading_store.hpp"

#include <algorithm>
#include <bit>

#include "cloud/metering/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::metering {
namespace {

using platform::run_sql;
using platform::SqlArray;

constexpr std::chrono::days kept_refused{90};
constexpr int most_forgotten = 500;  // a batch

}  // namespace

void insert_readings(platform::Transaction& tx, std::span<const RecordedReading> readings) {
    if (readings.empty()) return;
    SqlArray meter, taken_at, counter, payload_hash, litres, suspect, remark, gateway;
    for (const RecordedReading& one : readings) {
        meter.add(one.meter.to_string());
        taken_at.add(to_microseconds(one.reading->taken_at));
        counter.add(std::int64_t{one.reading->counter});
        payload_hash.add(std::bit_cast<std::int64_t>(one.reading->payload_hash));
        litres.add(one.reading->volume.value().litres());
        suspect.add(one.judgement->suspect ? "t" : "f");
        remark.add(one.judgement->remark);
        gateway.add(one.reading->gateway);
    }
    run_sql(tx, sql::insert_readings, tx.administration().number(), meter.text(), taken_at.text(), counter.text(),
            payload_hash.text(), litres.text(), suspect.text(), remark.text(), gateway.text());
}

std::vector<Refused> insert_refused(platform::Transaction& tx, std::span<const RefusedReading> readings, Instant now) {
    if (readings.empty()) return {};
    SqlArray manufacturer, serial, version, device_type, counter, payload_hash, taken_at, reason, raw;
    for (const RefusedReading& one : readings) {
        manufacturer.add(one.reading->meter.manufacturer);
        serial.add(one.reading->meter.serial);
        version.add(std::int64_t{one.reading->meter.version});
        device_type.add(std::int64_t{one.reading->meter.device_type});
        counter.add(std::int64_t{one.reading->counter});
        payload_hash.add(std::bit_cast<std::int64_t>(one.reading->payload_hash));
        taken_at.add(to_microseconds(one.reading->taken_at));
        reason.add(one.reason);
        raw.add_bytes(one.raw);
    }
    std::vector<Refused> kept;
    for (const auto& row :
         run_sql(tx, sql::insert_refused, tx.administration().number(), manufacturer.text(), serial.text(),
                 version.text(), device_type.text(), counter.text(), payload_hash.text(), taken_at.text(),
                 reason.text(), raw.text(), to_microseconds(now)))
        kept.push_back({from_microseconds(row["taken_at_us"].as<std::int64_t>()), row["reason"].c_str()});
    run_sql(tx, sql::forget_old_refused, to_microseconds(now - kept_refused), most_forgotten);
    return kept;
}

std::vector<std::string> take_waiting(platform::Transaction& tx, std::span<const Meter> meters, int limit) {
    SqlArray manufacturer, serial, version, device_type;
    for (const Meter& meter : meters) {
        manufacturer.add(meter.identity.manufacturer);
        serial.add(meter.identity.serial);
        version.add(std::int64_t{meter.identity.version});
        device_type.add(std::int64_t{meter.identity.device_type});
    }
    std::vector<std::pair<std::int64_t, std::string>> taken;
    for (const auto& row :
         run_sql(tx, sql::take_waiting, manufacturer.text(), serial.text(), version.text(), device_type.text(), limit))
        taken.emplace_back(row["taken_at_us"].as<std::int64_t>(), platform::from_bytea(row["raw"]));
    std::ranges::sort(taken);
    std::vector<std::string> raw;
    for (auto& [at, bytes] : taken)
        raw.push_back(std::move(bytes));
    return raw;
}

void add_tally(platform::Transaction& tx, const Tally& tally, int slot) {
    SqlArray period, outcome, readings;
    for (const auto& [key, count] : tally) {
        if (count == 0) continue;
        period.add(key.period.to_string());
        outcome.add(key.outcome);
        readings.add(count);
    }
    if (period.size() != 0)
        run_sql(tx, sql::add_tally, tx.administration().number(), slot, period.text(), outcome.text(), readings.text());
}

std::map<std::string, std::int64_t> find_tally(platform::Transaction& tx, Period period) {
    std::map<std::string, std::int64_t> tally;
    for (const auto& row : run_sql(tx, sql::find_tally, period.to_string()))
        tally.emplace(row["outcome"].c_str(), row["readings"].as<std::int64_t>());
    return tally;
}

}  // namespace aquacis::metering
