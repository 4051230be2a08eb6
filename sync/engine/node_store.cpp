#include "sync/engine/node_store.hpp"

#include <algorithm>

#include "sync/model/digest.hpp"
#include "sync/sqlite/sql.hpp"

namespace aquacis::sync {
namespace {

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

QueuedOperation queued_of(const sqlite::Statement& row, const NodeDevice& device) {
    QueuedOperation queued;
    queued.number = static_cast<std::uint64_t>(row.integer(0));
    Operation& operation = queued.operation;
    operation.device = device.device;
    operation.administration = device.administration;
    operation.epoch = static_cast<std::uint32_t>(row.integer(1));
    operation.seq = static_cast<std::uint64_t>(row.integer(2));
    operation.type = row.text(3);
    operation.version = static_cast<std::uint32_t>(row.integer(4));
    operation.body = row.text(5);
    operation.deps = deps_in_epoch(parse_deps(row.view(6)), queued.number - operation.seq);
    operation.hlc = {row.integer(7), static_cast<std::uint32_t>(row.integer(8))};
    operation.actor = row.text(9);
    operation.previous_hash = row.text(10);
    operation.created_at = from_microseconds(row.integer(11));
    return queued;
}

}  // namespace

std::vector<QueuedOperation> NodeStore::after(std::uint64_t number, int limit) const {
    const NodeDevice node = device();
    std::vector<QueuedOperation> found;
    auto row = database_.prepare(sql::select_unacknowledged).bind(signed_of(number), limit);
    while (row.step())
        found.push_back(queued_of(row, node));
    return found;
}

std::vector<QueuedOperation> NodeStore::unanswered(Range range, int limit) const {
    const NodeDevice node = device();
    std::vector<QueuedOperation> found;
    auto row = database_.prepare(sql::select_unanswered).bind(signed_of(range.after), signed_of(range.through), limit);
    while (row.step())
        found.push_back(queued_of(row, node));
    return found;
}

std::optional<std::uint64_t> NodeStore::answered_seq() const {
    const NodeDevice node = device();
    const auto first_open = static_cast<std::uint64_t>(database_.integer(sql::first_unanswered));
    const std::uint64_t answered = std::min(first_open == 0 ? node.last_number : first_open - 1, node.acknowledged);
    if (answered < node.epoch_base) return std::nullopt;
    return answered - node.epoch_base;
}

void NodeStore::set_acknowledged(std::uint64_t number) {
    database_.prepare(sql::set_acknowledged).bind(signed_of(number)).run();
}
void NodeStore::set_seen(std::uint64_t number) { database_.prepare(sql::set_seen).bind(signed_of(number)).run(); }
void NodeStore::set_incarnation(const std::string& incarnation) {
    database_.prepare(sql::set_incarnation).bind(incarnation).run();
}

bool NodeStore::put_outcome(const NodeOutcome& outcome) {
    std::int64_t number = 0;
    {
        auto row =
            database_.prepare(sql::find_number).bind(static_cast<std::int64_t>(outcome.epoch), signed_of(outcome.seq));
        if (!row.step()) return false;
        number = row.integer(0);
    }
    database_.prepare(sql::put_outcome)
        .bind(number, static_cast<int>(outcome.verdict), outcome.code, outcome.field, outcome.reason, outcome.remedy,
              to_microseconds(outcome.answered_at))
        .run();
    return true;
}

void NodeStore::begin_epoch(std::uint32_t epoch) {
    const NodeDevice node = device();
    // What was acknowledged but not seen goes again too: in the new epoch the server can say that it was seen.
    std::uint64_t base = std::min(node.acknowledged, node.seen);
    const auto run = static_cast<std::uint64_t>(database_.integer(sql::begin_of_last_run));
    if (run > 0) base = std::max(base, run - 1);  // what is older was pruned, and answered before that
    database_.prepare(sql::rename_keep_old).bind(signed_of(base)).run();
    std::string previous;
    constexpr int page = 200;
    std::uint64_t done = base;
    while (done < node.last_number) {  // each page moves on: bounded by the queue
        const auto queue = after(done, page);
        if (queue.empty()) throw std::logic_error("sync: the queue of operations has a hole");
        for (const QueuedOperation& queued : queue) {
            Operation operation = queued.operation;
            std::vector<std::uint64_t> deps = operation.deps;
            for (std::uint64_t& dep : deps)
                dep += queued.number - operation.seq;  // back to numbers
            operation.epoch = epoch;
            operation.seq = queued.number - base;
            operation.deps = deps_in_epoch(deps, base);
            operation.previous_hash = previous;
            const std::string hash = chain_hash(operation);
            database_.prepare(sql::rename_operation)
                .bind(static_cast<std::int64_t>(epoch), signed_of(operation.seq), bytes_of(previous), bytes_of(hash),
                      signed_of(queued.number))
                .run();
            previous = hash;
            done = queued.number;
        }
    }
    database_.prepare(sql::set_epoch)
        .bind(static_cast<std::int64_t>(epoch), signed_of(base), bytes_of(previous), signed_of(base), signed_of(base))
        .run();
}

FeedHead NodeStore::feed(const std::string& partition) const {
    auto row = database_.prepare(sql::read_feed).bind(partition);
    if (!row.step()) return {};
    return {static_cast<std::uint64_t>(row.integer(2)),
            static_cast<std::uint64_t>(row.integer(3)),
            from_microseconds(row.integer(5)),
            row.integer(4),
            row.integer(0),
            row.integer(1) != 0};
}

ShownFeed NodeStore::shown(const std::string& partition) const {
    auto row = database_.prepare(sql::read_shown).bind(partition);
    if (!row.step()) return {};
    return {from_microseconds(row.integer(0)), row.integer(1), row.integer(2) != 0};
}

void NodeStore::shadow(const std::string& partition, FeedHead& head, std::span<const FeedRow> rows) {
    PartitionChecksum sum(head.checksum);
    for (const FeedRow& row : rows) {
        std::uint64_t old_hash = 0;
        {
            auto kept = database_.prepare(sql::read_shadow).bind(partition, head.generation, row.kind, row.id);
            if (kept.step()) old_hash = static_cast<std::uint64_t>(kept.integer(0));
        }
        const std::uint64_t new_hash = row_hash(row.kind, row.id, row.body);
        if (new_hash == old_hash) continue;
        sum.replace(old_hash, new_hash);
        head.rows += (new_hash != 0 ? 1 : 0) - (old_hash != 0 ? 1 : 0);
        if (new_hash == 0)
            database_.prepare(sql::delete_shadow).bind(partition, head.generation, row.kind, row.id).run();
        else
            database_.prepare(sql::put_shadow)
                .bind(partition, head.generation, row.kind, row.id, signed_of(new_hash))
                .run();
    }
    head.checksum = sum.value();
}

void NodeStore::put_feed(const std::string& partition, const FeedHead& head) {
    database_.prepare(sql::put_feed)
        .bind(partition, head.generation, signed_of(head.position), signed_of(head.checksum), head.rows,
              to_microseconds(head.applied_at.value_or(Instant())))
        .run();
}

void NodeStore::begin_anew(const std::string& partition, const Renewal& renewal) {
    database_.prepare(sql::give_up_coming).bind(partition).run();
    database_.prepare(sql::begin_coming).bind(partition, to_microseconds(renewal.now)).run();
    database_.prepare(sql::date_shown).bind(to_microseconds(renewal.shown_at), partition).run();
    database_.prepare(sql::forget_seen).run();  // what was seen is said again at the end of the coming copy
}

void NodeStore::stand(const std::string& partition) {
    database_.prepare(sql::end_standing).bind(partition).run();
    database_.prepare(sql::stand_coming).bind(partition).run();
}

bool NodeStore::sweep(int limit) {
    std::string partition;
    std::int64_t generation = 0;
    {
        auto row = database_.prepare(sql::find_gone);
        if (!row.step()) return false;
        partition = row.text(0);
        generation = row.integer(1);
    }
    database_.prepare(sql::sweep_shadow).bind(partition, generation, limit).run();
    if (database_.changes() == 0) database_.prepare(sql::delete_gone).bind(partition, generation).run();
    return true;
}

void NodeStore::prune(Instant before, int limit) {
    database_.prepare(sql::prune_operations).bind(to_microseconds(before), limit).run();
    database_.prepare(sql::prune_outcomes).run();
}

}  // namespace aquacis::sync
