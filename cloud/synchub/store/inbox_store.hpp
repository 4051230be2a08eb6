#pragma once
// What devices sent and what became of it. Every function runs in the caller's transaction and administration.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"
#include "cloud/synchub/domain/outcome.hpp"
#include "sync/model/admission.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {

using platform::Transaction;

struct HeldOperation {
    std::string hash;
    Outcome outcome;
};

struct WaitingOperation {
    sync::Operation operation;
    Instant received_at;
    int attempts = 0;
    bool depends_on_refused = false;  // something it needs was rejected or parked
    std::optional<Outcome> same_act;  // it came before under another name, and was answered so
    bool is_redriven = false;         // an operator asked it again
};

std::string read_incarnation(Transaction& tx);

std::int64_t count_undecided(Transaction& tx, const Uuid& device);

// In the order asked; nothing for one that is not held.
std::vector<std::optional<HeldOperation>> held(Transaction& tx, const Uuid& device, std::span<const OperationKey> keys);
// The same act that came before under another name has no effect of its own.
void insert_operation(Transaction& tx, const sync::Operation& operation, Instant now);

std::optional<WaitingOperation> next_undecided(Transaction& tx, const Uuid& device);
void record_outcome(Transaction& tx, const OperationKey& key, const Outcome& outcome, Instant now);
struct RedriveChoice {
    std::string code;  // empty: any
    Instant since;     // decided from then on
};
std::int64_t redrive(Transaction& tx, const RedriveChoice& choice, Instant now);  // how many are asked again
std::vector<OperationKey> list_redriven(Transaction& tx, const Uuid& device, Instant since);
void count_attempt(Transaction& tx, const OperationKey& key);
std::vector<Uuid> devices_with_undecided(Transaction& tx);
// With an outcome since then that the feed has not been said to hold.
std::vector<Uuid> devices_not_seen(Transaction& tx, Instant since);

struct ArrivedEffect {
    OperationKey operation;
    std::string entity;  // "account/<id>"
};
void effects_arrived(Transaction& tx, std::span<const ArrivedEffect> effects);
bool advance_seen(Transaction& tx, const Uuid& device, std::int64_t position);  // the partition's, which is locked
std::uint64_t seen_at(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::int64_t position);

}  // namespace aquacis::synchub
