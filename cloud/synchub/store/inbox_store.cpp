#include "cloud/synchub/store/inbox_store.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/retention.hpp"
#include "cloud/synchub/store/columns.hpp"
#include "cloud/synchub/store/grant_store.hpp"
#include "cloud/synchub/store/sql.hpp"

namespace aquacis::synchub {
namespace {

using platform::from_bytea;
using platform::run_sql;

std::optional<Outcome> outcome_of(const pqxx::row& row, int first) {
    if (row[first].is_null()) return std::nullopt;
    return Outcome{static_cast<Verdict>(row[first].as<int>()), row[first + 1].c_str(), row[first + 2].c_str(),
                   row[first + 3].c_str(), row[first + 4].c_str()};
}

std::string array_text(const std::vector<std::uint64_t>& numbers) {
    std::string text = "{";
    for (const std::uint64_t number : numbers)
        text += (text.size() > 1 ? "," : "") + std::to_string(number);
    return text + "}";
}

std::vector<std::uint64_t> numbers_of(std::string_view text) {
    std::vector<std::uint64_t> numbers;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (c == ',') {
            numbers.push_back(number);
            number = 0;
        } else {
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
        }
    }
    if (!text.empty()) numbers.push_back(number);
    return numbers;
}

}  // namespace

std::string read_incarnation(Transaction& tx) {
    run_sql(tx, sql::settle_incarnation);
    return run_sql(tx, sql::read_incarnation).at(0).at(0).c_str();
}

std::string renew_incarnation(Transaction& tx) { return run_sql(tx, sql::renew_incarnation).at(0).at(0).c_str(); }

std::int64_t count_undecided(Transaction& tx, const Uuid& device) {
    return run_sql(tx, sql::count_undecided, device.to_string()).at(0).at(0).as<std::int64_t>();
}

std::vector<std::optional<HeldOperation>> held(Transaction& tx, const Uuid& device,
                                               std::span<const OperationKey> keys) {
    nlohmann::json wanted = nlohmann::json::array();
    for (const OperationKey& key : keys)
        wanted.push_back({{"epoch", key.epoch}, {"seq", key.seq}});
    std::map<std::pair<std::int64_t, std::int64_t>, HeldOperation> found;
    for (const pqxx::row& row : run_sql(tx, sql::select_held, device.to_string(), wanted.dump()))
        found[{row[0].as<std::int64_t>(), row[1].as<std::int64_t>()}] = {from_bytea(row[2]), outcome_of(row, 3)};
    std::vector<std::optional<HeldOperation>> answer;
    for (const OperationKey& key : keys) {
        const auto at = found.find({key.epoch, static_cast<std::int64_t>(key.seq)});
        answer.push_back(at == found.end() ? std::nullopt : std::optional(at->second));
    }
    return answer;
}

void insert_operation(Transaction& tx, const sync::Operation& operation, Instant now) {
    run_sql(tx, sql::insert_operation, operation.device.to_string(), static_cast<std::int64_t>(operation.epoch),
            static_cast<std::int64_t>(operation.seq), operation.administration, operation.type,
            static_cast<int>(operation.version), pqxx::binarystring(operation.body), array_text(operation.deps),
            operation.hlc.wall_us, static_cast<std::int64_t>(operation.hlc.counter), operation.actor,
            pqxx::binarystring(operation.previous_hash), pqxx::binarystring(sync::chain_hash(operation)),
            pqxx::binarystring(sync::act_hash(operation)), to_microseconds(operation.created_at), to_iso(now));
}

std::optional<WaitingOperation> next_undecided(Transaction& tx, const Uuid& device) {
    const pqxx::result rows = run_sql(tx, sql::next_undecided, device.to_string());
    if (rows.empty()) return std::nullopt;
    const pqxx::row row = rows[0];
    WaitingOperation waiting;
    sync::Operation& operation = waiting.operation;
    operation.device = device;
    operation.administration = tx.administration().number();
    operation.epoch = static_cast<std::uint32_t>(row[0].as<std::int64_t>());
    operation.seq = static_cast<std::uint64_t>(row[1].as<std::int64_t>());
    operation.type = row[2].c_str();
    operation.version = static_cast<std::uint32_t>(row[3].as<int>());
    operation.body = from_bytea(row[4]);
    operation.deps = numbers_of(row[5].c_str());
    operation.hlc = {row[6].as<std::int64_t>(), static_cast<std::uint32_t>(row[7].as<std::int64_t>())};
    operation.actor = row[8].c_str();
    operation.previous_hash = from_bytea(row[9]);
    operation.created_at = from_microseconds(row[10].as<std::int64_t>());
    waiting.attempts = row[11].as<int>();
    waiting.same_act = outcome_of(row, 12);
    waiting.depends_on_refused = row[17].as<bool>();
    waiting.received_at = from_microseconds(row[18].as<std::int64_t>());
    waiting.has_same_act = row[19].as<bool>();
    return waiting;
}

bool record_outcome(Transaction& tx, const OperationKey& key, const Outcome& outcome, Instant now) {
    const pqxx::result recorded =
        run_sql(tx, sql::record_outcome, key.device.to_string(), static_cast<std::int64_t>(key.epoch),
                static_cast<std::int64_t>(key.seq), static_cast<int>(outcome.verdict), outcome.code, outcome.field,
                outcome.reason, outcome.remedy, to_iso(now));
    const bool is_told_anew = !recorded.empty() && recorded[0][0].as<bool>();
    if (outcome.effects.empty()) return is_told_anew;
    platform::SqlArray entities;
    for (const std::string& entity : outcome.effects)
        entities.add(entity);
    run_sql(tx, sql::await_effects, key.device.to_string(), static_cast<std::int64_t>(key.epoch),
            static_cast<std::int64_t>(key.seq), tx.administration().number(), entities.text());
    return is_told_anew;
}

std::int64_t redrive(Transaction& tx, const RedriveChoice& choice, Instant now) {
    if (choice.accepted) tell_grants_again(tx, choice.context, choice.since);  // forgotten with what was done
    return static_cast<std::int64_t>(
        run_sql(tx, sql::redrive, choice.code, to_iso(choice.since), to_iso(now), choice.accepted, choice.context)
            .affected_rows());
}

std::vector<OperationKey> list_redriven(Transaction& tx, const Uuid& device, Instant since) {
    std::vector<OperationKey> keys;
    for (const pqxx::row& row : run_sql(tx, sql::list_redriven, device.to_string(), to_iso(since)))
        keys.push_back({device, static_cast<std::uint32_t>(row[0].as<std::int64_t>()),
                        static_cast<std::uint64_t>(row[1].as<std::int64_t>())});
    return keys;
}

void count_attempt(Transaction& tx, const OperationKey& key) {
    run_sql(tx, sql::count_attempt, key.device.to_string(), static_cast<std::int64_t>(key.epoch),
            static_cast<std::int64_t>(key.seq));
}

std::vector<Uuid> devices_with_undecided(Transaction& tx) {
    std::vector<Uuid> found;
    for (const pqxx::row& row : run_sql(tx, sql::devices_with_undecided))
        found.push_back(uuid_of(row[0]));
    return found;
}

std::vector<Uuid> devices_not_seen(Transaction& tx, Instant since) {
    std::vector<Uuid> found;
    for (const pqxx::row& row : run_sql(tx, sql::devices_not_seen, to_iso(since)))
        found.push_back(uuid_of(row[0]));
    return found;
}

std::vector<WaitingSum> measure_operations(Transaction& tx, Instant now) {
    constexpr int most = 10'000;
    constexpr std::chrono::hours recent{30 * 24};
    std::vector<WaitingSum> sums;
    for (const pqxx::row& row : run_sql(tx, sql::measure_operations, to_iso(now), most, to_iso(now - recent)))
        sums.push_back({AdministrationId(row[0].as<int>()), row[1].as<std::int64_t>(), row[2].as<std::int64_t>(),
                        row[3].as<std::int64_t>()});
    return sums;
}

Forgotten forget_settled(platform::Pool& database, const ForgetBefore& before, int at_most) {
    constexpr int places_kept = 10;  // of each device
    return database.run_for_all({"tidy", true}, [&](Transaction& tx) {
        platform::plan_in_order(tx);
        const auto rows = [](const pqxx::result& gone) { return static_cast<std::int64_t>(gone.affected_rows()); };
        return Forgotten{run_sql(tx, sql::forget_operations, to_iso(before.settled), to_iso(before.refused), at_most)
                             .at(0)
                             .at(0)
                             .as<std::int64_t>(),
                         rows(run_sql(tx, sql::forget_awaited, at_most)),
                         rows(run_sql(tx, sql::forget_seen, places_kept, at_most))};
    });
}

void effects_arrived(Transaction& tx, std::span<const ArrivedEffect> effects) {
    nlohmann::json rows = nlohmann::json::array();
    for (const ArrivedEffect& effect : effects)
        rows.push_back({{"device", effect.operation.device.to_string()},
                        {"epoch", effect.operation.epoch},
                        {"seq", effect.operation.seq},
                        {"entity", effect.entity}});
    run_sql(tx, sql::effects_arrived, rows.dump(), tx.administration().number());
}

bool advance_seen(Transaction& tx, const Uuid& device, std::int64_t position) {
    const pqxx::result last = run_sql(tx, sql::last_seen, device.to_string());
    const auto epoch = last.empty() ? 0 : last[0][0].as<std::int64_t>();
    const auto seq = last.empty() ? 0 : last[0][1].as<std::int64_t>();
    return !run_sql(tx, sql::advance_seen, device.to_string(), epoch, seq, position).empty();
}

std::uint64_t seen_at(Transaction& tx, const Uuid& device, std::uint32_t epoch, std::int64_t position) {
    const pqxx::result rows = run_sql(tx, sql::seen_at, device.to_string(), static_cast<std::int64_t>(epoch), position);
    return rows.empty() ? 0 : static_cast<std::uint64_t>(rows[0][0].as<std::int64_t>());
}

}  // namespace aquacis::synchub
