#include "cloud/ingest/store/remote_store.hpp"

#include "cloud/ingest/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::ingest {
namespace {

using platform::run_sql;

std::optional<Instant> instant_of(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return from_microseconds(field.as<std::int64_t>());
}

CommandRow command_of(const pqxx::row& row) {
    return {row[0].as<std::string>(),
            row[1].as<std::string>(),
            row[2].as<std::string>(),
            row[3].as<std::string>(),
            from_microseconds(row[4].as<std::int64_t>()),
            row[5].as<std::string>(),
            from_microseconds(row[6].as<std::int64_t>()),
            row[7].as<std::string>(),
            row[8].as<std::string>(),
            instant_of(row[9])};
}

}  // namespace

std::optional<std::int64_t> RemoteStore::next_version(platform::Transaction& tx, const std::string& gateway_id,
                                                      const std::string& by, Instant now) const {
    const auto rows = run_sql(tx, sql::next_twin_version, gateway_id, to_microseconds(now), by);
    if (rows.empty()) return std::nullopt;
    return rows[0][0].as<std::int64_t>();
}

void RemoteStore::note(platform::Transaction& tx, const std::string& gateway_id, const TwinReport& report,
                       Instant now) const {
    run_sql(tx, sql::note_twin_report, gateway_id, report.version, report.outcome, report.reason, to_microseconds(now),
            report.keys_in_use);
}

std::optional<TwinRow> RemoteStore::find_twin(platform::Transaction& tx, const std::string& gateway_id) const {
    const auto rows = run_sql(tx, sql::find_twin, gateway_id);
    if (rows.empty()) return std::nullopt;
    const auto& row = rows[0];
    return TwinRow{
        row[0].as<std::int64_t>(),
        instant_of(row[1]),
        row[2].as<std::string>(),
        {row[3].as<std::int64_t>(), row[4].as<std::string>(), row[5].as<std::string>(), row[7].as<std::int64_t>()},
        instant_of(row[6])};
}

bool RemoteStore::add(platform::Transaction& tx, const CommandRow& command) const {
    run_sql(tx, sql::drop_old_commands, to_microseconds(command.made_at - keep_commands));
    return !run_sql(tx, sql::add_command, command.command_id, command.gateway_id, command.kind, command.meter,
                    to_microseconds(command.made_at), command.made_by, to_microseconds(command.expires_at))
                .empty();
}

void RemoteStore::drop(platform::Transaction& tx, const std::string& command_id) const {
    run_sql(tx, sql::drop_command, command_id);
}

void RemoteStore::note(platform::Transaction& tx, const std::string& gateway_id, const CommandAnswered& answer,
                       Instant now) const {
    run_sql(tx, sql::note_answer, answer.command_id, gateway_id, answer.status, answer.detail, to_microseconds(now));
}

std::optional<CommandRow> RemoteStore::find_command(platform::Transaction& tx, const std::string& command_id) const {
    const auto rows = run_sql(tx, sql::find_command, command_id);
    if (rows.empty()) return std::nullopt;
    return command_of(rows[0]);
}

std::vector<CommandRow> RemoteStore::newest_commands(platform::Transaction& tx, const std::string& gateway_id) const {
    std::vector<CommandRow> found;
    for (const auto& row : run_sql(tx, sql::newest_commands, gateway_id, most_newest))
        found.push_back(command_of(row));
    return found;
}

}  // namespace aquacis::ingest
