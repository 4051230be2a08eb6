#include "cloud/metering/domain/validation.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_map>

#include "base/decimal.hpp"
#include "cloud/metering/domain/remark.hpp"

namespace aquacis::metering {
namespace {

constexpr std::chrono::minutes clock_tolerance{10};
constexpr std::chrono::hours unwatched_after{36};  // a daily telegram may be late by half a day
constexpr std::chrono::days least_history{7};
constexpr Volume backflow_tolerance = Volume::litres(20);  // what a check valve lets back when the pressure falls
constexpr Volume burst_allowance = Volume::litres(500);    // two gateways' clocks differ; short peaks pass Q4

// What can have passed in that time: Q4, the overload flow, is 1.25 Q3 (ISO 4064-1).
Volume most_in(const Meter& meter, Instant::duration time) {
    const int128 litres = int128{meter.permanent_flow_litres_h} * 5 * time.count();
    constexpr int128 per_hour = int128{4} * 3'600'000'000;
    return Volume::litres(static_cast<std::int64_t>(divide(litres, per_hour, Rounding::up))) + burst_allowance;
}

// What a day of silence may have used without a person's look: five times what the meter's own days used, but not less
// than 24 minutes of Q3; two hours of Q3 while it has no history.
std::int64_t usual_litres_a_day(const Meter& meter, const LastReading& before) {
    const auto days =
        std::chrono::floor<std::chrono::days>(before.taken_at - local_midnight(meter.installed_on)).count();
    if (days < least_history.count()) return meter.permanent_flow_litres_h * 2;
    const std::int64_t own = meter.shows.between(meter.initial, before.volume).litres() / days;
    return std::max(own * 5, meter.permanent_flow_litres_h * 2 / 5);
}

// Silence makes much water possible, not likely: beyond the meter's habit it waits for a person.
bool is_jump(const Meter& meter, const LastReading& before, Volume moved, Instant::duration silence) {
    if (silence < unwatched_after) return false;
    const int128 litres = int128{usual_litres_a_day(meter, before)} * silence.count();
    const Volume likely = Volume::litres(
        static_cast<std::int64_t>(divide(litres, Instant::duration(std::chrono::days(1)).count(), Rounding::up)));
    return moved > likely + burst_allowance;
}

// Held against the reading before it, and against the one after it when there is one.
Outcome compare(const RawReading& reading, const Meter& meter, const LastReading& before,
                const std::optional<LastReading>& after) {
    const Volume moved = meter.shows.between(before.volume, *reading.volume);
    if (moved + backflow_tolerance < Volume{}) return Outcome::runs_backwards;
    if (moved > most_in(meter, reading.taken_at - before.taken_at)) return Outcome::implausible_flow;
    if (!after) return Outcome::recorded;
    const Volume left = meter.shows.between(*reading.volume, after->volume);
    if (left < Volume{}) return Outcome::runs_backwards;
    return left > most_in(meter, after->taken_at - reading.taken_at) ? Outcome::implausible_flow : Outcome::recorded;
}

// The readings of a batch that were believed, meter by meter: they are neighbours too.
using Believed = std::vector<std::vector<LastReading>>;

Neighbours nearest(Neighbours known, std::span<const LastReading> believed, Instant at) {
    for (const LastReading& one : believed) {
        if (one.taken_at <= at && (!known.before || known.before->taken_at < one.taken_at)) known.before = one;
        if (one.taken_at > at && (!known.after || known.after->taken_at > one.taken_at)) known.after = one;
    }
    return known;
}

}  // namespace

std::string_view to_text(Outcome outcome) {
    constexpr std::array<std::string_view, 9> names{"recorded",    "duplicate",           "unknown_meter",
                                                    "no_volume",   "runs_backwards",      "implausible_flow",
                                                    "future_time", "before_installation", "after_removal"};
    return names.at(static_cast<std::size_t>(outcome));
}

// Decides what becomes of one reading: refused with its reason, or recorded; and of the recorded, which are suspect.
Judgement judge(const RawReading& reading, const MeterState& state, Instant now, const Neighbours& late) {
    if (!reading.volume) return {Outcome::no_volume};
    if (reading.taken_at > now + clock_tolerance) return {Outcome::future_time};
    const Meter& meter = state.meter;
    const Instant installed = local_midnight(meter.installed_on);
    if (reading.taken_at < installed) return {Outcome::before_installation};
    if (state.removed_at && reading.taken_at > *state.removed_at) return {Outcome::after_removal};

    const LastReading at_installation{meter.initial, installed};
    const bool is_late = state.last && reading.taken_at < state.last->taken_at;
    const LastReading before = is_late ? late.before.value_or(at_installation) : state.last.value_or(at_installation);
    Judgement judgement{.remark = remark_of(reading.status)};
    judgement.outcome =
        compare(reading, meter, before, is_late ? std::optional(late.after.value_or(*state.last)) : std::nullopt);
    if (judgement.outcome != Outcome::recorded) return judgement;

    const Volume moved = meter.shows.between(before.volume, *reading.volume);
    judgement.suspect = !reading.time_known;
    if (moved < Volume{}) {
        judgement.suspect = true;
        add_word(judgement.remark, "reverse");
    }
    if (!is_late && is_jump(meter, before, moved, reading.taken_at - before.taken_at)) {
        judgement.suspect = true;
        add_word(judgement.remark, "jump");
    }
    if (moved >= Volume{} && *reading.volume < before.volume) add_word(judgement.remark, "rollover");
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

    Believed believed(facts.meters.size());
    for (std::size_t meter = 0; meter < facts.meters.size(); ++meter)
        if (facts.meters[meter].last) believed[meter].push_back(*facts.meters[meter].last);

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
        auto& of_meter = believed[*fact.meter];
        Judgement judgement = judge(reading, state, now, nearest(fact.late, of_meter, reading.taken_at));
        if (judgement.outcome == Outcome::recorded) {
            heard_at[heard] = reading.taken_at;
            if (!judgement.suspect) {
                of_meter.push_back({*reading.volume, reading.taken_at});
                if (!state.last || reading.taken_at >= state.last->taken_at) state.last = of_meter.back();
            }
        }
        judgements.push_back(std::move(judgement));
    }
    return judgements;
}

}  // namespace aquacis::metering
