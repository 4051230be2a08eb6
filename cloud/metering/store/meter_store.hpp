#pragma once
// The meters' rows, with the last measured reading of each.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/domain/validation.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::metering {

// Readings are judged while the meters are shared, and meters are installed while they are held: so no reading slips
// between "unknown meter" and the meter's installation. Until the transaction ends.
void share_meters(platform::Transaction& tx);
void hold_meters(platform::Transaction& tx);

// Adds those whose id and identity are free and says which.
std::vector<MeterId> insert_meters(platform::Transaction& tx, std::span<const Meter> meters);
std::vector<Meter> find_meters(platform::Transaction& tx, std::span<const MeterId> ids);

// Those that hang, by rising id; after "": from the first.
std::vector<Meter> list_hanging_meters(platform::Transaction& tx, const std::string& after, int most);

std::optional<MeterState> find_meter(platform::Transaction& tx, const MeterId& id);
void remove_meter(platform::Transaction& tx, const MeterId& id, const Removal& removal);
// After a reading was voided or accepted: the latest measured one that stands.
void find_last_reading_again(platform::Transaction& tx, const MeterId& id);

BatchFacts find_reading_facts(platform::Transaction& tx, std::span<const RawReading> readings);
// Only ever forward in time.
void update_last_readings(platform::Transaction& tx, std::span<const MeterState> meters);

}  // namespace aquacis::metering
