#include "cloud/platform/dead_letters.hpp"

#include "cloud/platform/envelope.hpp"
#include "cloud/platform/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr AdministrationId every_administration{0};
std::string select_letters(std::string_view rest) {
    std::string sql =
        "SELECT id, consumer, reason, topic, key, envelope, partition, log_offset, (extract(epoch FROM died_at) * 1000000)::bigint,"
        " replayed_at IS NOT NULL FROM dead_letter ";
    sql += rest;
    return sql;
}

DeadLetter to_letter(const pqxx::row& row) {
    const std::string envelope = from_bytea(row[5]);
    DeadLetter letter;
    letter.id = row[0].as<std::int64_t>();
    letter.death = {row[1].as<std::string>(), row[2].as<std::string>()};
    letter.event = parse_envelope(row[3].as<std::string>(), row[4].as<std::string>(), envelope);
    letter.partition = row[6].as<int>();
    letter.offset = row[7].as<std::int64_t>();
    letter.died_at = from_microseconds(row[8].as<std::int64_t>());
    letter.is_replayed = row[9].as<bool>();
    return letter;
}

std::optional<DeadLetter> read_letter(const Transaction& tx, std::int64_t id) {
    const auto rows = run_sql(tx, select_letters("WHERE id = $1"), id);
    if (rows.empty()) return std::nullopt;
    return to_letter(rows[0]);
}

}  // namespace

void bury_letter(Transaction& transaction, const Death& death, const LoggedEvent& dead) {
    const std::string envelope = serialize_envelope(dead.event);
    // One that died before, was replayed and died again waits again, with its newest reason.
    run_sql(transaction,
            "INSERT INTO dead_letter (administration_id, consumer, topic, partition, log_offset, event_id, key, envelope, reason)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
            " ON CONFLICT (consumer, event_id) DO UPDATE SET partition = excluded.partition, log_offset = excluded.log_offset,"
            " reason = excluded.reason, died_at = now(), replayed_at = NULL",
            dead.event.administration.number(), death.consumer, dead.event.topic, dead.partition, dead.offset,
            dead.event.event_id.to_string(), dead.event.key, pqxx::binarystring(envelope), death.reason);
}

std::vector<DeadLetter> newest_dead_letters(Pool& database, int limit) {
    return database.run(every_administration, [&](Transaction& tx) {
        std::vector<DeadLetter> letters;
        for (const auto& row : run_sql(tx, select_letters("ORDER BY died_at DESC, id DESC LIMIT $1"), limit)) letters.push_back(to_letter(row));
        return letters;
    });
}

std::optional<DeadLetter> find_dead_letter(Pool& database, std::int64_t id) {
    return database.run(every_administration, [&](Transaction& tx) { return read_letter(tx, id); });
}

Result<DeadLetter> replay_dead_letter(Pool& database, EventLog& log, std::int64_t id) {
    const auto letter = find_dead_letter(database, id);
    if (!letter)
        return Refusal{RefusalKind::not_found, "dlq.no_such_letter", "id", "No existe el mensaje " + std::to_string(id) + ".",
                       "Consulte los que hay con «aquacisctl dlq list»."};
    // Marked first: were the mark written after the append, it could undo the mark of a new death. A fault between the two
    // shows a letter as replayed that is not in the log; replaying it again is harmless.
    database.run(every_administration, [&](Transaction& tx) { run_sql(tx, "UPDATE dead_letter SET replayed_at = now() WHERE id = $1", id); });
    log.append(std::span(&letter->event, 1));
    return *letter;
}

std::int64_t count_waiting_letters(Pool& database) {
    return database.run(every_administration, [](Transaction& tx) {
        return run_sql(tx, "SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL")[0][0].as<std::int64_t>();
    });
}

}  // namespace aquacis::platform
