#pragma once
// The readings: those recorded, those refused and why, and how many of each.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "cloud/metering/domain/validation.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::metering {

struct RecordedReading {
    MeterId meter;
    const RawReading* reading;
    const Judgement* judgement;
};
void insert_readings(platform::Transaction& tx, std::span<const RecordedReading> readings);

struct RefusedReading {
    const RawReading* reading;
    std::string_view reason;
    std::string_view raw;  // as it came, to be judged again
};
struct Refused {
    Instant taken_at;
    std::string reason;
};
// Says which were kept: one refused before, the same to the last bit, is not kept again. Those received more than 90
// days ago are forgotten on the way.
std::vector<Refused> insert_refused(platform::Transaction& tx, std::span<const RefusedReading> readings, Instant now);

// Takes out up to `limit` readings that waited for these meters, the oldest first.
std::vector<std::string> take_waiting(platform::Transaction& tx, std::span<const Meter> meters, int limit);

struct TallyKey {
    Period period;
    std::string outcome;
    friend auto operator<=>(const TallyKey&, const TallyKey&) = default;
};
using Tally = std::map<TallyKey, std::int64_t>;
void add_tally(platform::Transaction& tx, const Tally& tally, int slot);
std::map<std::string, std::int64_t> find_tally(platform::Transaction& tx, Period period);

}  // namespace aquacis::metering
