#pragma once
// What persons did on nodes, decided by the context that owns it. Each operation takes effect once: effect, outcome and
// events commit together under (device, epoch, seq), and the same question gets the same answer, also when the device
// asks it under another name. A context says which types it decides on:
//   Operations({"payments", …}, {.kinds = {{"payments.payment.take", 1, apply_take_payment}}})

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.hpp"
#include "base/time.hpp"
#include "cloud/platform/calls/guard.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::platform {

struct NodeOperation {
    OperationRef key;
    std::string type;           // "payments.payment.take"
    std::uint32_t version = 1;  // of the body's meaning
    std::string body;
    std::string actor;  // who acted: the cashier's id
};

// What a handler works with, in the transaction that keeps its outcome.
struct Deciding {
    Transaction& tx;
    const Cause& cause;
    const NodeOperation& operation;  // its body is of the newest version
    bool key_reused = false;         // another operation came under this key; money alone sees this
};

struct Decision {
    Outcome outcome;
    bool keep_body = false;  // for a person: nothing, or not everything, was done with it
};

struct OperationKind {
    std::string type;
    std::uint32_t version = 1;  // of the body, the newest that is known: a newer one waits for a newer program
    std::function<Decision(const Deciding&)> decide;
    // Money that was received or given back: never rejected, never given up, and taken of a second operation of one
    // key.
    bool is_money = false;
    // A body of an older version as the newest; nothing when it cannot be read.
    std::function<std::optional<std::string>(std::uint32_t version, const std::string& body)> upcast{};
};

// What a node asks for before it goes offline; the same key gets the same grant.
struct Ask {
    Uuid device;
    std::uint32_t epoch = 0;
    std::string kind;  // "payments.folios"
    std::string key;
    std::string body;
};
// What a device holds of what it was granted.
struct HeldGrant {
    Uuid device;
    std::string kind;
    std::string body;
};
struct AskKind {
    std::string kind;
    std::function<Result<std::string>(const Caller&, const Ask&)> grant;
    // Of what a device holds from then on: takes it for granted again where this database no longer knows it.
    std::function<Result<>(const Caller&, const HeldGrant&)> give_back{};
};

// As whoever hands an operation over knows it.
struct Handed {
    bool depends_on_refused = false;  // something it needs was rejected or parked
    int attempts = 0;                 // that failed before by a fault
};

class Operations {
public:
    struct Parts {
        std::string context;
        Pool& database;
        const Clock& clock;
        const RandomBits& random;
    };
    struct Rules {
        std::vector<OperationKind> kinds;
        std::vector<AskKind> asks{};
        // A restored device sends what it did again under new names, and whoever hands operations over may have lost
        // what came of them: what the outcome announced is told anew, for the device waits for exactly that.
        std::function<void(const Deciding&, const Outcome&)> announce_again = [](const Deciding&, const Outcome&) {};
    };
    Operations(Parts parts, Rules rules);

    const std::string& context() const { return parts_.context; }
    std::vector<std::string> words_of_money() const;  // how its types of money begin: "payments.payment."

    // Refused as unavailable when it is to wait: a newer program wrote it, or money met a fault. Throws other faults.
    Result<Outcome> apply(const Caller& caller, const NodeOperation& operation, const Handed& handed = {}) const;
    Result<std::string> grant(const Caller& caller, const Ask& ask) const;
    bool is_held(std::string_view kind) const;  // by the device from then on
    Result<> give_back(const Caller& caller, const HeldGrant& held) const;

private:
    const AskKind* ask_of(std::string_view kind) const;
    const OperationKind* kind_of(std::string_view type) const;
    bool is_of_money(std::string_view type) const;
    Outcome decide_once(const Caller& caller, const OperationKind& kind, const NodeOperation& operation) const;
    static Decision decide(const OperationKind& kind, const Deciding& deciding);

    Parts parts_;
    Rules rules_;
};

// Of a type that nobody here decides on, by its first word or by the rest: kept for a person, for the node may be newer
// than the cloud.
Outcome unheard_of(const std::string& type);

}  // namespace aquacis::platform
