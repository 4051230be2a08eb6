#pragma once
// Whether a reading is to be believed. Nothing is thrown away: what is refused says why and is kept.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cloud/metering/domain/meter.hpp"

namespace aquacis::metering {

struct RawReading {
    MeterIdentity meter;
    std::uint32_t counter = 0;       // access number or session counter
    std::uint64_t payload_hash = 0;  // with the meter and the counter: the telegram's identity
    Instant taken_at;
    bool time_known = true;
    std::optional<Volume> volume;
    std::vector<std::string> status;  // the driver's words: LEAK, BURST, DRY …
    std::string gateway;
};

// As it came, to be kept whole when it is refused.
struct IncomingReading {
    RawReading reading;
    std::string raw;
    std::string correlation_id;
    std::string refused_as{};  // why it was refused before; empty when it comes for the first time
};

enum class Outcome {
    recorded,
    duplicate,      // the same telegram, heard again within a day
    unknown_meter,  // kept until the meter is installed
    no_volume,
    runs_backwards,    // less than before, or more than later
    implausible_flow,  // more water than the meter lets through
    future_time,
    before_installation,
    after_removal,
};
std::string_view to_text(Outcome outcome);  // "runs_backwards": the stable reason code

struct LastReading {
    Volume volume;
    Instant taken_at;
};

struct MeterState {
    Meter meter;
    std::optional<LastReading> last;  // the latest measured one
    std::optional<Instant> removed_at{};
};

// The measured readings nearest to one that arrives late.
struct Neighbours {
    std::optional<LastReading> before, after;
};

struct Judgement {
    Outcome outcome = Outcome::recorded;
    bool suspect =
        false;  // kept and announced, not billed: unknown time, a small fall, a jump that nobody has looked at
    std::string remark{};  // "leak,tamper": the status words that concern the bill
};

// One reading against what is known of its meter; `late` matters when the meter has a later one already. Duplicates are
// judge_all's business.
Judgement judge(const RawReading& reading, const MeterState& state, Instant now, const Neighbours& late = {});

// What the store knows about reading i of a batch.
struct ReadingFacts {
    std::optional<std::size_t> meter;  // an index into `meters`
    bool already_recorded = false;
    Neighbours late{};  // in the store, when the meter has a later reading there
};

struct BatchFacts {
    std::vector<MeterState> meters;
    std::vector<ReadingFacts> readings;
};

// Judges a batch in order: each reading is compared with those before it. `facts.meters` end at their new last
// readings.
std::vector<Judgement> judge_all(std::span<const RawReading> readings, BatchFacts& facts, Instant now);

// The same telegram within this time is a repetition; later, a stopped meter's counter has come around.
inline constexpr std::chrono::hours repetition_window{24};

}  // namespace aquacis::metering
