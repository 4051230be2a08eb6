#include "cloud/metering/store/reading_store.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

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

std::vector<WaitingReading> take_refused(platform::Transaction& tx, std::span<const Meter> meters,
                                         const RefusedWanted& wanted) {
    SqlArray manufacturer, serial, version, device_type, reasons;
    for (const Meter& meter : meters) {
        manufacturer.add(meter.identity.manufacturer);
        serial.add(meter.identity.serial);
        version.add(std::int64_t{meter.identity.version});
        device_type.add(std::int64_t{meter.identity.device_type});
    }
    for (const Outcome reason : wanted.reasons)
        reasons.add(to_text(reason));
    std::vector<WaitingReading> taken;
    for (const auto& row : run_sql(tx, sql::take_waiting, manufacturer.text(), serial.text(), version.text(),
                                   device_type.text(), reasons.text(), to_microseconds(wanted.after), wanted.limit))
        taken.push_back({from_microseconds(row["taken_at_us"].as<std::int64_t>()), platform::from_bytea(row["raw"]),
                         row["reason"].c_str()});
    std::ranges::sort(taken, {}, [](const WaitingReading& one) { return std::tie(one.taken_at, one.raw); });
    return taken;
}

std::vector<KeptReading> list_readings(platform::Transaction& tx, const MeterId& meter, Instant before, int limit) {
    std::vector<KeptReading> readings;
    for (const auto& row : run_sql(tx, sql::list_readings, meter.to_string(), to_microseconds(before), limit)) {
        KeptReading reading{.reading = {Volume::litres(row["litres"].as<std::int64_t>()),
                                        from_microseconds(row["taken_at_us"].as<std::int64_t>())},
                            .quality = "measured",
                            .remark = row["remark"].c_str(),
                            .gateway = row["gateway"].c_str(),
                            .decided_by = row["decided_by"].as<std::string>(""),
                            .reason = row["reason"].as<std::string>("")};
        if (row["suspect"].as<bool>()) reading.quality = "suspect";
        if (row["voided"].as<bool>()) reading.quality = "voided";
        readings.push_back(std::move(reading));
    }
    return readings;
}

int count_readings_at(platform::Transaction& tx, const MeterId& meter, Instant taken_at) {
    return run_sql(tx, sql::count_readings_at, meter.to_string(), to_microseconds(taken_at))[0][0].as<int>();
}

int decide_readings(platform::Transaction& tx, const ReadingDecision& decision) {
    const auto changed = static_cast<int>(run_sql(tx, decision.is_void ? sql::void_readings : sql::accept_readings,
                                                  decision.meter.to_string(), to_microseconds(decision.taken_at))
                                              .affected_rows());
    if (changed != 0)
        run_sql(tx, sql::insert_decision, tx.administration().number(), decision.meter.to_string(),
                to_microseconds(decision.taken_at), decision.is_void ? "voided" : "accepted", decision.by,
                decision.reason, to_microseconds(decision.at));
    return changed;
}

std::optional<LastReading> find_reading_before(platform::Transaction& tx, const MeterId& meter, Instant at) {
    const auto rows = run_sql(tx, sql::find_reading_before, meter.to_string(), to_microseconds(at));
    if (rows.empty()) return std::nullopt;
    return LastReading{Volume::litres(rows[0][0].as<std::int64_t>()), from_microseconds(rows[0][1].as<std::int64_t>())};
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
