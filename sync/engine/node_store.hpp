#pragma once
// What the session reads and writes in the node's file. Each function that changes something expects an open
// transaction.

#include <optional>
#include <vector>

#include "sync/engine/agent.hpp"
#include "sync/engine/node_rows.hpp"
#include "sync/engine/operation_log.hpp"

namespace aquacis::sync {

struct QueuedOperation {
    std::uint64_t number = 0;
    Operation operation;
};

struct FeedHead {
    std::uint64_t position = 0;
    std::uint64_t checksum = 0;
    std::optional<Instant> applied_at;
};

struct NodeOutcome {
    std::uint32_t epoch = 0;
    std::uint64_t seq = 0;
    Verdict verdict = Verdict::pending;
    std::string code, field, reason, remedy;
    Instant answered_at;  // by the server's clock
};

class NodeStore {
public:
    explicit NodeStore(sqlite::Database& database) : database_(database) {}

    NodeDevice device() const { return read_device(database_); }
    std::vector<QueuedOperation> after(std::uint64_t number, int limit) const;
    // Acknowledged but without an outcome, in (after, through].
    struct Range {
        std::uint64_t after = 0;
        std::uint64_t through = 0;
    };
    std::vector<QueuedOperation> unanswered(Range range, int limit) const;

    // The last operation of this epoch that has its outcome, as all before it have; nothing when some of a past epoch
    // has none.
    std::optional<std::uint64_t> answered_seq() const;

    void set_acknowledged(std::uint64_t number);
    void set_seen(std::uint64_t number);
    void set_incarnation(const std::string& incarnation);
    // False when the node has no such operation (any more).
    bool put_outcome(const NodeOutcome& outcome);
    // Everything that was not acknowledged and seen gets a new place, from 1, in the new epoch; the old names are kept.
    void begin_epoch(std::uint32_t epoch);

    FeedHead feed(const std::string& partition) const;
    // Rows into the shadow; returns the checksum that the partition then has.
    std::uint64_t shadow(const std::string& partition, std::uint64_t checksum, std::span<const FeedRow> rows);
    void put_feed(const std::string& partition, const FeedHead& head);
    void clear_feed(const std::string& partition);
    // Operations answered before then, `limit` at most.
    void prune(Instant before, int limit);

private:
    sqlite::Database& database_;
};

}  // namespace aquacis::sync
