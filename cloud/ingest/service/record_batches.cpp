#include "cloud/ingest/service/record_batches.hpp"

#include "base/log/log.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::size_t longest_release = 64;
constexpr std::size_t most_kept = 4'096;  // of a reading that is none: enough to see what it was meant to be

// Of printable letters, or not at all: a batch is not held up by it.
std::string release_of(const edge::v1::UplinkBatch& batch) {
    const std::string& said = batch.release();
    const bool plain = said.size() <= longest_release &&
                       std::all_of(said.begin(), said.end(), [](unsigned char c) { return c >= ' ' && c <= '~'; });
    return plain ? said : "";
}

struct Candidate {
    const edge::v1::MeterReading* reading;
    std::size_t outcome;
};

class Recording {
public:
    Recording(const Context& context, platform::Transaction& tx)
        : context_(context), tx_(tx), now_(context.clock.now()) {}

    void admit(const std::vector<Batch>& batches) {
        std::set<std::string> names;
        for (const Batch& batch : batches)
            names.insert(batch.from.gateway_id);
        const std::set<std::string> enabled = context_.store.enabled(tx_, names);
        for (const Batch& batch : batches) {
            if (enabled.count(batch.from.gateway_id) != 0)
                sort_out(batch);
            else
                log::warning("ingest.gateway_not_registered", {{"gateway", batch.from.gateway_id},
                                                               {"administration", batch.from.administration.number()}});
        }
    }

    std::vector<Outcome> record() {
        const auto fresh = context_.store.claim(tx_, identities_, now_);
        const auto events = events_of(fresh);
        const auto last = context_.log.append(events);
        if (context_.journal != nullptr && !events.empty())
            context_.journal->note(last, events.back().event_id, static_cast<std::int64_t>(events.size()));
        std::vector<GatewayCounts> counts;
        for (const Outcome& outcome : outcomes_)
            counts.push_back({outcome.to.gateway_id, outcome.recorded, outcome.duplicates, outcome.quarantined});
        context_.store.count(tx_, counts, now_);
        return std::move(outcomes_);
    }

private:
    void sort_out(const Batch& batch) {
        outcomes_.push_back({batch.from, batch.content.batch_id(), 0, 0, 0});
        if (batch.content.has_undecryptable())
            context_.registry.note_state(tx_, {batch.from.gateway_id, batch.content.undecryptable().meters(),
                                               batch.content.undecryptable().telegrams(), release_of(batch.content)});
        for (const edge::v1::MeterReading& reading : batch.content.readings()) {
            const RawReading raw = to_domain(reading);
            if (const auto fault = fault_of(raw)) {
                context_.store.quarantine(
                    tx_, {batch.from.gateway_id, *fault, reading.SerializeAsString().substr(0, most_kept)}, now_);
                ++outcomes_.back().quarantined;
                continue;
            }
            identities_.push_back(identity_of(tx_.administration(), raw));
            candidates_.push_back({&reading, outcomes_.size() - 1});
        }
    }

    // The log's event id is the reading's identity: should this transaction fail after the append, the second append
    // names the same events and every consumer's inbox knows them.
    std::vector<platform::Event> events_of(std::unordered_set<Uuid> fresh) {
        std::vector<platform::Event> events;
        events.reserve(fresh.size());
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            Outcome& outcome = outcomes_[candidates_[i].outcome];
            if (fresh.erase(identities_[i].event_id) == 0) {
                ++outcome.duplicates;
                continue;
            }
            ++outcome.recorded;
            const edge::v1::MeterReading& reading = *candidates_[i].reading;
            events.push_back(platform::make_event(reading, {.event_id = identities_[i].event_id,
                                                            .source = "ingest",
                                                            .timestamp = from_microseconds(reading.taken_at_us()),
                                                            .administration = tx_.administration(),
                                                            .correlation_id = {},
                                                            .caused_by = std::nullopt}));
        }
        return events;
    }

    const Context& context_;
    platform::Transaction& tx_;
    const Instant now_;
    std::vector<Outcome> outcomes_;
    std::vector<EventIdentity> identities_;
    std::vector<Candidate> candidates_;
};

}  // namespace

std::vector<Outcome> record_batches(const Context& context, AdministrationId administration,
                                    const std::vector<Batch>& batches) {
    return context.database.run(administration, [&](platform::Transaction& tx) {
        Recording recording(context, tx);
        recording.admit(batches);
        return recording.record();
    });
}

void quarantine_message(const Context& context, const UplinkTopic& from, const std::string& content,
                        const std::string& reason) {
    context.database.run(from.administration, [&](platform::Transaction& tx) {
        if (context.store.enabled(tx, {from.gateway_id}).empty()) return;
        context.store.quarantine(tx, {from.gateway_id, reason, content}, context.clock.now());
    });
}

void register_gateway(const Context& context, AdministrationId administration, const std::string& gateway_id) {
    context.database.run(administration, [&](platform::Transaction& tx) {
        context.store.register_gateway(tx, gateway_id, context.clock.now());
    });
}

}  // namespace aquacis::ingest
