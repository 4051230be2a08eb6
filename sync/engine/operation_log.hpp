#pragma once
// A node's operations: each user action appends one inside the SQLite transaction that holds its domain rows.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/sqlite/sqlite.hpp"
#include "base/time.hpp"

namespace aquacis::sync {

struct NewOperation {
    std::string type;  // "payments.payment.take"
    std::uint32_t version = 1;
    std::string body;                 // the serialized message of that type
    std::vector<std::uint64_t> deps;  // seqs of this device that it needs
    std::string actor;
    Instant at;
};

enum class Verdict { pending, accepted, merged, parked, rejected };

// What the person sees of one operation.
struct OperationState {
    std::uint32_t epoch = 1;
    std::uint64_t seq = 0;
    std::string type;
    std::string body;
    Instant created_at;
    Verdict verdict = Verdict::pending;
    std::string code;
    std::string reason;        // Spanish
    std::string remedy;        // Spanish
    bool effect_seen = false;  // the feed has brought its effect: what was shown as pending may go
};

// While another copy of the partition comes: as of when the one that is shown was whole.
std::optional<Instant> renewed_since(sqlite::Database& database);

class OperationLog {
public:
    // Makes or migrates the sync tables (operation, outcome, device, feed_position, chain) in the node's file.
    static void prepare(sqlite::Database& database, DeviceId device, AdministrationId administration);
    explicit OperationLog(sqlite::Database& database);

    // Inside the caller's open transaction. Returns the seq. Throws when no transaction is open.
    std::uint64_t append(const NewOperation& operation);

    std::uint64_t pending_count() const;    // not yet acknowledged by the server
    std::uint64_t undecided_count() const;  // without an outcome: pending, or durable on the server and not yet decided
    std::optional<OperationState> find(std::uint64_t seq) const;
    // Those the person must be told of: not plainly accepted and not yet dismissed; newest first, at most `limit`.
    std::vector<OperationState> attention(int limit) const;
    void dismiss(std::uint64_t seq);

private:
    sqlite::Database& database_;
};

}  // namespace aquacis::sync
