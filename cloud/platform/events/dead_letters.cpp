#include "cloud/platform/events/dead_letters.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr TenantTask looking{"dead_letters"};

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
    const auto rows = run_sql(tx, sql::find_dead_letter, id);
    if (rows.empty()) return std::nullopt;
    return to_letter(rows[0]);
}

}  // namespace

void bury_letter(Transaction& transaction, const Death& death, const LoggedEvent& dead) {
    const std::string envelope = serialize_envelope(dead.event);
    run_sql(transaction, sql::insert_dead_letter, dead.event.administration.number(), death.consumer, dead.event.topic,
            dead.partition, dead.offset, dead.event.event_id.to_string(), dead.event.key, pqxx::binarystring(envelope),
            death.reason);
}

std::vector<DeadLetter> newest_dead_letters(Pool& database, int limit) {
    return database.run_for_all(looking, [&](Transaction& tx) {
        std::vector<DeadLetter> letters;
        for (const auto& row : run_sql(tx, sql::newest_dead_letters, limit))
            letters.push_back(to_letter(row));
        return letters;
    });
}

std::optional<DeadLetter> find_dead_letter(Pool& database, std::int64_t id) {
    return database.run_for_all(looking, [&](Transaction& tx) { return read_letter(tx, id); });
}

Result<DeadLetter> replay_dead_letter(Pool& database, std::int64_t id) {
    const auto letter = find_dead_letter(database, id);
    if (!letter)
        return Refusal{RefusalKind::not_found, "dlq.no_such_letter", "id",
                       "No existe el mensaje " + std::to_string(id) + ".",
                       "Consulte los que hay con «aquacisctl dlq list»."};
    database.run(letter->event.administration, [&](Transaction& tx) {
        run_sql(tx, sql::lock_offset, letter->death.consumer, letter->event.topic, letter->partition);
        run_sql(tx, sql::replay_letter, id);
        run_sql(tx, sql::try_next_of_key, letter->death.consumer, letter->event.topic, letter->event.key);
        run_sql(tx, sql::mark_replayed, id);
    });
    return *letter;
}

std::int64_t count_waiting_letters(Pool& database) {
    return database.run_for_all(
        looking, [](Transaction& tx) { return run_sql(tx, sql::count_waiting_letters)[0][0].as<std::int64_t>(); });
}

}  // namespace aquacis::platform
