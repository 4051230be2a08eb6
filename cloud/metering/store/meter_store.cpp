#include "cloud/metering/store/meter_store.hpp"

#include <bit>
#include <unordered_map>

#include "cloud/metering/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::metering {
namespace {

using platform::run_sql;
using platform::SqlArray;

Meter to_meter(const pqxx::row& row) {
    return Meter{.id = MeterId::parse(row["meter_id"].c_str()).value(),
                 .identity = {row["manufacturer"].c_str(), row["serial"].c_str(), row["version"].as<std::uint32_t>(),
                              row["device_type"].as<std::uint32_t>()},
                 .contract = ContractId::parse(row["contract_id"].c_str()).value(),
                 .zone = row["zone_id"].c_str(),
                 .installed_on = parse_date(row["installed_on"].c_str()).value(),
                 .initial = Volume::litres(row["initial_litres"].as<std::int64_t>()),
                 .permanent_flow_litres_h = row["permanent_flow_litres_h"].as<std::int64_t>(),
                 .shows = {row["register_digits"].as<int>()}};
}

std::optional<LastReading> to_reading(const pqxx::row& row, const std::string& litres, const std::string& taken_at_us) {
    if (row[taken_at_us].is_null()) return std::nullopt;
    return LastReading{Volume::litres(row[litres].as<std::int64_t>()),
                       from_microseconds(row[taken_at_us].as<std::int64_t>())};
}

MeterState to_state(const pqxx::row& row) {
    MeterState state{to_meter(row), to_reading(row, "last_litres", "last_taken_at_us")};
    if (!row["removed_at_us"].is_null()) state.removed_at = from_microseconds(row["removed_at_us"].as<std::int64_t>());
    return state;
}

}  // namespace

void share_meters(platform::Transaction& tx) { run_sql(tx, sql::share_meters, tx.administration().number()); }
void hold_meters(platform::Transaction& tx) { run_sql(tx, sql::hold_meters, tx.administration().number()); }

std::vector<MeterId> insert_meters(platform::Transaction& tx, std::span<const Meter> meters) {
    SqlArray id, manufacturer, serial, version, device_type, contract, zone, installed_on, installed_at, initial, flow,
        digits;
    for (const Meter& meter : meters) {
        id.add(meter.id.to_string());
        manufacturer.add(meter.identity.manufacturer);
        serial.add(meter.identity.serial);
        version.add(std::int64_t{meter.identity.version});
        device_type.add(std::int64_t{meter.identity.device_type});
        contract.add(meter.contract.to_string());
        zone.add(meter.zone);
        installed_on.add(to_iso(meter.installed_on));
        installed_at.add(to_microseconds(local_midnight(meter.installed_on)));
        initial.add(meter.initial.litres());
        flow.add(meter.permanent_flow_litres_h);
        digits.add(std::int64_t{meter.shows.digits});
    }
    std::vector<MeterId> added;
    for (const auto& row :
         run_sql(tx, sql::insert_meters, tx.administration().number(), id.text(), manufacturer.text(), serial.text(),
                 version.text(), device_type.text(), contract.text(), zone.text(), installed_on.text(),
                 installed_at.text(), initial.text(), flow.text(), digits.text()))
        added.push_back(MeterId::parse(row[0].c_str()).value());
    return added;
}

std::vector<Meter> find_meters(platform::Transaction& tx, std::span<const MeterId> ids) {
    SqlArray id;
    for (const MeterId& one : ids)
        id.add(one.to_string());
    std::vector<Meter> meters;
    for (const auto& row : run_sql(tx, sql::find_meters, id.text()))
        meters.push_back(to_meter(row));
    return meters;
}

std::vector<Meter> list_hanging_meters(platform::Transaction& tx, const std::string& after, int most) {
    std::vector<Meter> meters;
    for (const auto& row : run_sql(tx, sql::list_hanging_meters, after, most))
        meters.push_back(to_meter(row));
    return meters;
}

std::optional<MeterState> find_meter(platform::Transaction& tx, const MeterId& id) {
    const auto rows = run_sql(tx, sql::find_meter, id.to_string());
    return rows.empty() ? std::nullopt : std::optional(to_state(rows[0]));
}

void remove_meter(platform::Transaction& tx, const MeterId& id, const Removal& removal) {
    run_sql(tx, sql::remove_meter, id.to_string(), to_iso(removal.on), to_microseconds(removal.at()),
            removal.final.litres(), removal.by, removal.reason);
}

void find_last_reading_again(platform::Transaction& tx, const MeterId& id) {
    run_sql(tx, sql::find_last_reading_again, id.to_string());
}

BatchFacts find_reading_facts(platform::Transaction& tx, std::span<const RawReading> readings) {
    SqlArray manufacturer, serial, version, device_type, counter, payload_hash, taken_at;
    for (const RawReading& reading : readings) {
        manufacturer.add(reading.meter.manufacturer);
        serial.add(reading.meter.serial);
        version.add(std::int64_t{reading.meter.version});
        device_type.add(std::int64_t{reading.meter.device_type});
        counter.add(std::int64_t{reading.counter});
        payload_hash.add(std::bit_cast<std::int64_t>(reading.payload_hash));
        taken_at.add(to_microseconds(reading.taken_at));
    }
    BatchFacts facts;
    facts.readings.resize(readings.size());
    std::unordered_map<std::string, std::size_t> place_of;
    const std::int64_t window_us = microseconds(repetition_window).count();
    for (const auto& row :
         run_sql(tx, sql::find_reading_facts, manufacturer.text(), serial.text(), version.text(), device_type.text(),
                 counter.text(), payload_hash.text(), taken_at.text(), window_us)) {
        const auto [place, is_new] = place_of.try_emplace(row["meter_id"].c_str(), facts.meters.size());
        if (is_new) facts.meters.push_back(to_state(row));
        facts.readings.at(row["at"].as<std::size_t>() - 1) = {
            place->second, row["already_recorded"].as<bool>(),
            Neighbours{to_reading(row, "before_litres", "before_taken_at_us"),
                       to_reading(row, "after_litres", "after_taken_at_us")}};
    }
    return facts;
}

void update_last_readings(platform::Transaction& tx, std::span<const MeterState> meters) {
    SqlArray id, litres, taken_at;
    for (const MeterState& meter : meters) {
        if (!meter.last) continue;
        id.add(meter.meter.id.to_string());
        litres.add(meter.last->volume.litres());
        taken_at.add(to_microseconds(meter.last->taken_at));
    }
    if (id.size() != 0) run_sql(tx, sql::update_last_readings, id.text(), litres.text(), taken_at.text());
}

}  // namespace aquacis::metering
