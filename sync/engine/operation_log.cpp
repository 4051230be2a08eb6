#include "sync/engine/operation_log.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>

#include "sync/engine/node_rows.hpp"
#include "sync/model/operation.hpp"
#include "sync/sqlite/sql.hpp"

namespace aquacis::sync {
namespace {

constexpr int max_attention = 1000;

OperationState state_of(const sqlite::Statement& row) {
    OperationState state;
    state.epoch = static_cast<std::uint32_t>(row.integer(0));
    state.seq = static_cast<std::uint64_t>(row.integer(1));
    state.type = row.text(2);
    state.body = row.text(3);
    state.created_at = from_microseconds(row.integer(4));
    state.verdict = static_cast<Verdict>(row.integer(5));
    state.code = row.text(6);
    state.reason = row.text(7);
    state.remedy = row.text(8);
    state.effect_seen = row.integer(9) != 0;
    return state;
}

Operation make_operation(const NodeDevice& device, const NewOperation& wanted, std::uint64_t number) {
    Operation operation;
    operation.device = device.device;
    operation.epoch = device.epoch;
    operation.seq = number - device.epoch_base;
    operation.type = wanted.type;
    operation.version = wanted.version;
    operation.body = wanted.body;
    operation.deps = deps_in_epoch(wanted.deps, device.epoch_base);
    operation.hlc = next_stamp(device.hlc, wanted.at);
    operation.actor = wanted.actor;
    operation.previous_hash = operation.seq == 1 ? std::string() : device.chain_hash;
    operation.administration = device.administration;
    operation.created_at = wanted.at;
    return operation;
}

}  // namespace

void OperationLog::prepare(sqlite::Database& database, DeviceId device, AdministrationId administration) {
    if (device.is_nil() || administration.number() <= 0)
        throw std::invalid_argument("sync: a node has a device id and an administration");
    sqlite::Transaction transaction(database);
    if (database.integer(sql::has_schema) == 0) database.execute(sql::schema_1);
    if (database.integer(sql::has_generations) == 0) database.execute(sql::schema_2);
    database.prepare(sql::insert_device).bind(device.uuid(), administration.number()).run();
    const NodeDevice found = read_device(database);
    if (found.device != device.uuid() || found.administration != administration.number())
        throw std::runtime_error("sync: this file belongs to device " + found.device.to_string() +
                                 " of administration " + std::to_string(found.administration) +
                                 "; give this device a file of its own");
    transaction.commit();
}

OperationLog::OperationLog(sqlite::Database& database) : database_(database) {}

std::uint64_t OperationLog::append(const NewOperation& wanted) {
    if (sqlite3_get_autocommit(database_.handle()) != 0)
        throw std::logic_error("sync: an operation is appended inside the transaction that holds its domain rows");
    const NodeDevice device = read_device(database_);
    const std::uint64_t number = device.last_number + 1;
    if (std::any_of(wanted.deps.begin(), wanted.deps.end(),
                    [&](std::uint64_t dep) { return dep == 0 || dep >= number; }))
        throw std::invalid_argument("sync: an operation depends on earlier operations only");
    const Operation operation = make_operation(device, wanted, number);
    if (const std::string wrong = malformation(operation); !wrong.empty())
        throw std::invalid_argument("sync: malformed operation " + wanted.type + ": " + wrong);
    const std::string hash = chain_hash(operation);
    insert_operation(database_, number, operation, wanted.deps, hash);
    database_.prepare(sql::advance_chain)
        .bind(static_cast<std::int64_t>(number), bytes_of(hash), operation.hlc.wall_us,
              static_cast<std::int64_t>(operation.hlc.counter))
        .run();
    return number;
}

std::uint64_t OperationLog::pending_count() const {
    return static_cast<std::uint64_t>(database_.integer(sql::count_pending));
}

std::uint64_t OperationLog::undecided_count() const {
    return static_cast<std::uint64_t>(database_.integer(sql::count_undecided));
}

std::optional<OperationState> OperationLog::find(std::uint64_t seq) const {
    auto row = database_.prepare(sql::find_state).bind(static_cast<std::int64_t>(seq));
    if (!row.step()) return std::nullopt;
    return state_of(row);
}

std::vector<OperationState> OperationLog::attention(int limit) const {
    std::vector<OperationState> states;
    auto row = database_.prepare(sql::list_attention).bind(std::clamp(limit, 0, max_attention));
    while (row.step())
        states.push_back(state_of(row));
    return states;
}

void OperationLog::dismiss(std::uint64_t seq) {
    database_.prepare(sql::dismiss_outcome).bind(static_cast<std::int64_t>(seq)).run();
}

std::optional<Instant> renewed_since(sqlite::Database& database) {
    auto row = database.prepare(sql::renewed_since);
    return row.step() ? std::optional(from_microseconds(row.integer(0))) : std::nullopt;
}

}  // namespace aquacis::sync
