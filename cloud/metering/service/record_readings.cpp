#include "cloud/metering/service/record_readings.hpp"

#include <cassert>

#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/store/reading_store.hpp"
#include "cloud/metering/wire/published_reading_recorded.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::metering {
namespace {

Period period_of(Instant taken_at) { return Period::of(local_date(taken_at)); }

struct Sorted {
    std::vector<RecordedReading> recorded;
    std::vector<platform::Caused<v1::ReadingRecorded>> told;
    std::vector<RefusedReading> refused;
    Tally tally;
};

void tally_refused(Tally& tally, std::span<const RefusedReading> refused, std::span<const Refused> kept) {
    for (const auto& one : refused)
        ++tally[{period_of(one.reading->taken_at), std::string(to_text(Outcome::duplicate))}];
    for (const auto& one : kept) {
        --tally[{period_of(one.taken_at), std::string(to_text(Outcome::duplicate))}];
        ++tally[{period_of(one.taken_at), one.reason}];
    }
}

}  // namespace

int record_readings(const Context& context, platform::Transaction& tx, const ReadingBatch& batch) {
    assert(batch.readings.size() <= max_batch);
    const Instant now = context.clock.now();
    std::vector<RawReading> readings;
    readings.reserve(batch.readings.size());
    for (const auto& incoming : batch.readings)
        readings.push_back(incoming.reading);

    BatchFacts facts = find_reading_facts(tx, readings);
    const auto judgements = judge_all(readings, facts, now);

    Sorted sorted;
    for (std::size_t at = 0; at < readings.size(); ++at) {
        const RawReading& reading = readings[at];
        const Judgement& judgement = judgements[at];
        const Period period = period_of(reading.taken_at);
        if (const auto& before = batch.readings[at].refused_as; !before.empty()) --sorted.tally[{period, before}];
        if (judgement.outcome == Outcome::recorded) {
            const Meter& meter = facts.meters.at(*facts.readings[at].meter).meter;
            sorted.recorded.push_back({meter.id, &reading, &judgement});
            sorted.told.push_back({{.random = context.random,
                                    .now = now,
                                    .correlation_id = batch.readings[at].correlation_id,
                                    .happened = reading.taken_at},
                                   reading_recorded({meter, reading, judgement})});
            ++sorted.tally[{period, std::string(to_text(Outcome::recorded))}];
        } else if (judgement.outcome == Outcome::duplicate) {
            ++sorted.tally[{period, std::string(to_text(Outcome::duplicate))}];
        } else {
            sorted.refused.push_back({&reading, to_text(judgement.outcome), batch.readings[at].raw});
        }
    }
    insert_readings(tx, sorted.recorded);
    update_last_readings(tx, facts.meters);
    tally_refused(sorted.tally, sorted.refused, insert_refused(tx, sorted.refused, now));
    platform::publish(tx, sorted.told);
    add_tally(tx, sorted.tally, batch.slot);
    return static_cast<int>(sorted.recorded.size());
}

}  // namespace aquacis::metering
