#pragma once
// Devices, what they sent and what became of it. Every function runs in the caller's transaction and administration.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event.hpp"
#include "sync/model/admission.hpp"
#include "sync/model/operation.hpp"

namespace aquacis::synchub {

using platform::Transaction;

struct OperationKey {
    Uuid device;
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    friend constexpr auto operator<=>(const OperationKey&, const OperationKey&) = default;
};

struct Outcome {
    int verdict = 0;  // as aquacis.sync.v1.Verdict; 0: not decided yet
    std::string code, field, reason, remedy;
};

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
};

std::string read_incarnation(Transaction& tx);
std::vector<AdministrationId> list_administrations(Transaction& tx);

struct Enrollment {
    Uuid device;
    std::string program_version;
    bool may_enroll = false;  // a device that was never seen is taken
};
// The chain held of the device, locked until the end of the transaction. Nothing: unknown, or of another
// administration.
std::optional<sync::HeldChain> lock_device(Transaction& tx, const Uuid& device);
std::optional<sync::HeldChain> greet_device(Transaction& tx, const Enrollment& enrollment, Instant now);
void begin_epoch(Transaction& tx, const Uuid& device, std::uint32_t epoch, const std::string& why);
void advance_chain(Transaction& tx, const Uuid& device, const sync::HeldChain& chain);
std::int64_t count_undecided(Transaction& tx, const Uuid& device);

// In the order asked; nothing for one that is not held.
std::vector<std::optional<HeldOperation>> held(Transaction& tx, const Uuid& device, std::span<const OperationKey> keys);
// False: the same act came before under another name, so it has no effect of its own.
bool insert_operation(Transaction& tx, const sync::Operation& operation, Instant now);
void await_effects(Transaction& tx, const OperationKey& key, std::span<const std::string> contracts);

std::optional<WaitingOperation> next_undecided(Transaction& tx, const Uuid& device);
void record_outcome(Transaction& tx, const OperationKey& key, const Outcome& outcome, Instant now);
void count_attempt(Transaction& tx, const OperationKey& key);
std::vector<Uuid> devices_with_undecided(Transaction& tx);
// With an outcome since then that the feed has not been said to hold.
std::vector<Uuid> devices_not_seen(Transaction& tx, Instant since);

struct ArrivedEffect {
    OperationKey operation;
    std::string contract_id;
};
void effects_arrived(Transaction& tx, std::span<const ArrivedEffect> effects);
struct SeenRule {
    Instant give_up_before;     // an outcome older than this waits for no event any longer
    std::int64_t position = 0;  // the partition's, locked by the caller
};
bool advance_seen(Transaction& tx, const Uuid& device, const SeenRule& rule);
std::uint64_t seen_at(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::int64_t position);

}  // namespace aquacis::synchub
