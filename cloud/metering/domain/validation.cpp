#include "cloud/metering/domain/validation.hpp"

#include <array>
#include <cassert>
#include <unordered_map>

#include "base/decimal.hpp"
#include "cloud/metering/domain/remark.hpp"

namespace aquacis::metering {
namespace {

constexpr std::chrono::minutes clock_tolerance{10};
constexpr Volume backflow_tolerance = Volume::litres(20);  // what a check valve lets back when the pressure falls
constexpr Volume burst_allowance = Volume::litres(500);    // two gateways' clocks differ; short peaks pass Q4

// What can have passed in that time: Q4, the overload flow, is 1.25 Q3 (ISO 4064-1).
Volume most_in(const Meter& meter, Instant::duration time) {
    const int128 litres = int128{meter.permanent_flow_litres_h} * 5 * time.count();
    constexpr int128 per_hour = int128{4} * 3'600'000'000;
    return Volume::litres(static_cast<std::int64_t>(divide(litres, per_hour, Rounding::up))) + burst_allowance;
}

// A reading that arrives after a later one must lie below it.
Outcome judge_late(const RawReading& reading, const Meter& meter, const LastReading& later) {
    if (*reading.volume > later.volume) return Outcome::runs_backwards;
    if (later.volume - *reading.volume > most_in(meter, later.taken_at - reading.taken_at))
        return Outcome::implausible_flow;
    return Outcome::recorded;
}

}  // namespace

std::string_view to_text(Outcome outcome) {
    constexpr std::array<std::string_view, 8> names{"recorded",    "duplicate",          "unknown_meter",
                                                    "no_volume",   "runs_backwards",     "implausible_flow",
                                                    "future_time", "before_installation"};
    return names.at(static_cast<std::size_t>(outcome));
}

Judgement judge(const RawReading& reading, const MeterState& state, Instant now) {
    if (!reading.volume) return {Outcome::no_volume};
    if (reading.taken_at > now + clock_tolerance) return {Outcome::future_time};
    const Instant installed = local_midnight(state.meter.installed_on);
    if (reading.taken_at < installed) return {Outcome::before_installation};

    Judgement judgement{.remark = remark_of(reading.status)};
    judgement.suspect = !reading.time_known;
    const LastReading before = state.last.value_or(LastReading{state.meter.initial, installed});
    if (reading.taken_at < before.taken_at) {
        judgement.outcome =
            *reading.volume < state.meter.initial ? Outcome::runs_backwards : judge_late(reading, state.meter, before);
    } else if (*reading.volume + backflow_tolerance < before.volume) {
        judgement.outcome = Outcome::runs_backwards;
    } else if (*reading.volume - before.volume > most_in(state.meter, reading.taken_at - before.taken_at)) {
        judgement.outcome = Outcome::implausible_flow;
    } else if (*reading.volume < before.volume) {
        judgement.suspect = true;
        add_word(judgement.remark, "reverse");
    }
    return judgement;
}

std::vector<Judgement> judge_all(std::span<const RawReading> readings, BatchFacts& facts, Instant now) {
    assert(facts.readings.size() == readings.size());
    struct Heard {
        std::size_t meter;
        std::uint32_t counter;
        std::uint64_t payload;
        bool operator==(const Heard&) const = default;
    };
    const auto hash = [](const Heard& heard) {
        return std::hash<std::uint64_t>{}(heard.payload ^ heard.counter ^ heard.meter << 32U);
    };
    std::unordered_map<Heard, Instant, decltype(hash)> heard_at(readings.size(), hash);

    std::vector<Judgement> judgements;
    judgements.reserve(readings.size());
    for (std::size_t at = 0; at < readings.size(); ++at) {
        const RawReading& reading = readings[at];
        const ReadingFacts& fact = facts.readings[at];
        if (!fact.meter) {
            judgements.push_back({reading.volume ? Outcome::unknown_meter : Outcome::no_volume});
            continue;
        }
        const Heard heard{*fact.meter, reading.counter, reading.payload_hash};
        const auto before = heard_at.find(heard);
        if (fact.already_recorded ||
            (before != heard_at.end() && abs(reading.taken_at - before->second) < repetition_window)) {
            judgements.push_back({Outcome::duplicate});
            continue;
        }
        MeterState& state = facts.meters.at(*fact.meter);
        Judgement judgement = judge(reading, state, now);
        if (judgement.outcome == Outcome::recorded) {
            heard_at[heard] = reading.taken_at;
            if (!judgement.suspect && (!state.last || reading.taken_at >= state.last->taken_at))
                state.last = LastReading{*reading.volume, reading.taken_at};
        }
        judgements.push_back(std::move(judgement));
    }
    return judgements;
}

}  // namespace aquacis::metering
