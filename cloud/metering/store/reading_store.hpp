#pragma once
// The readings: those recorded, those refused and why, and how many of each.

#include <map>
#include <optional>
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

struct RefusedWanted {
    std::vector<Outcome> reasons;
    Instant after = Instant::min();
    int limit = 0;
};
struct WaitingReading {
    Instant taken_at;
    std::string raw;
    std::string reason;
};
// Takes out the refused readings of these meters, the oldest first, to be judged again.
std::vector<WaitingReading> take_refused(platform::Transaction& tx, std::span<const Meter> meters,
                                         const RefusedWanted& wanted);

// A reading as it stands, and what a person decided about it.
struct KeptReading {
    LastReading reading;
    std::string quality;  // measured | suspect | voided
    std::string remark, gateway, decided_by, reason;
};
std::vector<KeptReading> list_readings(platform::Transaction& tx, const MeterId& meter, Instant before, int limit);

struct ReadingDecision {
    MeterId meter;
    Instant taken_at;
    bool is_void = false;  // else a suspect one is accepted
    std::string by, reason;
    Instant at;
};
int count_readings_at(platform::Transaction& tx, const MeterId& meter, Instant taken_at);
int decide_readings(platform::Transaction& tx, const ReadingDecision& decision);  // how many it changed
// The last measured one not after `at`.
std::optional<LastReading> find_reading_before(platform::Transaction& tx, const MeterId& meter, Instant at);

struct TallyKey {
    Period period;
    std::string outcome;
    friend auto operator<=>(const TallyKey&, const TallyKey&) = default;
};
using Tally = std::map<TallyKey, std::int64_t>;
void add_tally(platform::Transaction& tx, const Tally& tally, int slot);
std::map<std::string, std::int64_t> find_tally(platform::Transaction& tx, Period period);

}  // namespace aquacis::metering
