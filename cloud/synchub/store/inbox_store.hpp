#pragma once
// What devices sent and what became of it. Every function runs in the caller's transaction and administration.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/outcome.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"
#include "cloud/synchub/domain/operation_key.hpp"
#include "sync/model/admission.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {

using platform::Transaction;

struct HeldOperation {
    std::string hash;
    std::optional<Outcome> outcome;  // once it is decided
};

struct WaitingOperation {
    sync::Operation operation;
    Instant received_at;
    int attempts = 0;
    bool depends_on_refused = false;  // something it needs was rejected or parked
    bool has_same_act = false;        // it came before under another name, and that is still held
    std::optional<Outcome> same_act;  // and was answered so
};

// Which database this is: another one when it was restored, which it finds out by itself unless its files were copied
// back in place.
std::string read_incarnation(Transaction& tx);
std::string renew_incarnation(Transaction& tx);  // that case: an operator says so

std::int64_t count_undecided(Transaction& tx, const Uuid& device);

// In the order asked; nothing for one that is not held.
std::vector<std::optional<HeldOperation>> held(Transaction& tx, const Uuid& device, std::span<const OperationKey> keys);
// The same act that came before under another name has no effect of its own.
void insert_operation(Transaction& tx, const sync::Operation& operation, Instant now);

std::optional<WaitingOperation> next_undecided(Transaction& tx, const Uuid& device);
// True: the device was told another outcome before, and an operator had it asked again.
bool record_outcome(Transaction& tx, const OperationKey& key, const Outcome& outcome, Instant now);
struct RedriveChoice {
    std::string code;          // empty: any
    Instant since;             // decided from then on
    bool accepted = false;     // also what was accepted or merged: its context lost what it had done
    std::string context = {};  // that owns the operations; empty: all
};
std::int64_t redrive(Transaction& tx, const RedriveChoice& choice, Instant now);  // how many are asked again
std::vector<OperationKey> list_redriven(Transaction& tx, const Uuid& device, Instant since);
void count_attempt(Transaction& tx, const OperationKey& key);
std::vector<Uuid> devices_with_undecided(Transaction& tx);
// With an outcome since then that the feed has not been said to hold.
std::vector<Uuid> devices_not_seen(Transaction& tx, Instant since);

struct WaitingSum {
    AdministrationId administration;
    std::int64_t waiting = 0;  // 10,000: or more
    std::int64_t oldest_seconds = 0;
    std::int64_t parked = 0;  // within 30 days; likewise
};
std::vector<WaitingSum> measure_operations(Transaction& tx, Instant now);

// Of all administrations, `at_most` of each kind.
struct Forgotten {
    std::int64_t operations = 0, effects = 0, places = 0;
};
struct ForgetBefore {
    Instant settled;  // accepted or merged
    Instant refused;
};
Forgotten forget_settled(platform::Pool& database, const ForgetBefore& before, int at_most);

struct ArrivedEffect {
    OperationKey operation;
    std::string entity;  // "account/<id>"
};
void effects_arrived(Transaction& tx, std::span<const ArrivedEffect> effects);
bool advance_seen(Transaction& tx, const Uuid& device, std::int64_t position);  // the partition's, which is locked
std::uint64_t seen_at(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::int64_t position);

}  // namespace aquacis::synchub
