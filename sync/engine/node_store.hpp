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
    std::optional<Instant> applied_at;  // of a coming one: since when it comes
    std::int64_t rows = 0;
    std::int64_t generation = 1;
    bool is_coming = false;  // anew, beside the one that is shown
};

// The copy that is shown.
struct ShownFeed {
    std::optional<Instant> applied_at;
    std::int64_t rows = 0;
    bool is_renewed = false;  // another one comes beside it
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

    FeedHead feed(const std::string& partition) const;  // the copy that is being filled
    ShownFeed shown(const std::string& partition) const;
    // Rows into the shadow of that copy: the head then has their checksum and number.
    void shadow(const std::string& partition, FeedHead& head, std::span<const FeedRow> rows);
    void put_feed(const std::string& partition, const FeedHead& head);
    struct Renewal {
        Instant shown_at;  // what is shown was so then
        Instant now;
    };
    // A new copy from position 0, in the place of one that was coming already.
    void begin_anew(const std::string& partition, const Renewal& renewal);
    void stand(const std::string& partition);  // the coming copy is the one that is shown
    // Takes away so many rows of copies that are gone; false: there is nothing left of them.
    bool sweep(int limit);
    // Operations answered before then, `limit` at most.
    void prune(Instant before, int limit);

private:
    sqlite::Database& database_;
};

}  // namespace aquacis::sync
