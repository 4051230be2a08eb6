#include "cloud/platform/operations/outcome_store.hpp"

#include <array>
#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr std::array<std::string_view, 5> verdicts{"", "accepted", "merged", "parked", "rejected"};

Verdict parse_verdict(std::string_view text) {
    for (std::size_t i = 1; i < verdicts.size(); ++i)
        if (verdicts.at(i) == text) return static_cast<Verdict>(i);
    throw std::runtime_error("operation_outcome: an unknown verdict");
}

StoredOutcome stored_outcome(const pqxx::row& row) {
    StoredOutcome stored{
        row[0].c_str(),
        {parse_verdict(row[1].c_str()), row[2].c_str(), row[3].c_str(), row[4].c_str(), row[5].c_str()}};
    auto effects = row[6].as_array();
    for (auto next = effects.get_next(); next.first != pqxx::array_parser::juncture::done; next = effects.get_next())
        if (next.first == pqxx::array_parser::juncture::string_value) stored.outcome.effects.push_back(next.second);
    return stored;
}

std::int64_t wide(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

std::vector<StoredOutcome> find_outcomes(Transaction& tx, const OperationRef& key) {
    std::vector<StoredOutcome> outcomes;
    for (const auto& row :
         run_sql(tx, sql::find_operation_outcomes, key.device.to_string(), wide(key.epoch), wide(key.seq)))
        outcomes.push_back(stored_outcome(row));
    return outcomes;
}

std::optional<Outcome> find_outcome_of_act(Transaction& tx, const Uuid& device, const std::string& fingerprint) {
    const auto rows = run_sql(tx, sql::find_outcome_of_act, device.to_string(), fingerprint);
    return rows.empty() ? std::nullopt : std::optional(stored_outcome(rows[0]).outcome);
}

void insert_outcome(Transaction& tx, const OutcomeRecord& record) {
    const auto& [device, epoch, seq] = record.operation.key;
    const Outcome& outcome = record.outcome;
    SqlArray effects;
    for (const std::string& effect : outcome.effects)
        effects.add(effect);
    run_sql(tx, sql::insert_operation_outcome, tx.administration().number(), device.to_string(), wide(epoch), wide(seq),
            record.fingerprint, record.operation.type,
            std::string(verdicts.at(static_cast<std::size_t>(outcome.verdict))), outcome.code, outcome.field,
            outcome.reason, outcome.remedy, to_iso(record.now), effects.text());
}

void quarantine(Transaction& tx, const OutcomeRecord& record) {
    const auto& [device, epoch, seq] = record.operation.key;
    run_sql(tx, sql::quarantine_operation, tx.administration().number(), device.to_string(), wide(epoch), wide(seq),
            record.fingerprint, record.operation.type, wide(record.operation.version), to_bytea(record.operation.body),
            record.outcome.code, to_iso(record.now));
}

}  // namespace aquacis::platform
