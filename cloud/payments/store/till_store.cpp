#include "cloud/payments/store/till_store.hpp"

#include <stdexcept>

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::run_sql;
using platform::SqlArray;

std::string_view to_text(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::merged:
            return "merged";
        case Verdict::parked:
            return "parked";
        case Verdict::rejected:
            break;
    }
    return "rejected";
}

Verdict parse_verdict(std::string_view text) {
    for (const Verdict verdict : {Verdict::accepted, Verdict::merged, Verdict::parked, Verdict::rejected})
        if (to_text(verdict) == text) return verdict;
    throw std::runtime_error("applied_operation: an unknown verdict");
}

Money money(const pqxx::field& field) { return Money::centavos(field.as<std::int64_t>()); }
std::int64_t wide(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

void lock_name(platform::Transaction& tx, const std::string& name) {
    run_sql(tx, sql::lock_name, std::to_string(tx.administration().number()) + "/" + name);
}

std::vector<StoredOutcome> find_outcomes(platform::Transaction& tx, const platform::OperationRef& key) {
    std::vector<StoredOutcome> outcomes;
    for (const auto& row : run_sql(tx, sql::find_outcomes, key.device.to_string(), key.epoch, wide(key.seq)))
        outcomes.push_back(
            {row[0].c_str(),
             {parse_verdict(row[1].c_str()), row[2].c_str(), row[3].c_str(), row[4].c_str(), row[5].c_str()}});
    return outcomes;
}

void insert_outcome(platform::Transaction& tx, const OperationRecord& record, Instant now) {
    run_sql(tx, sql::insert_outcome, tx.administration().number(), record.key.device.to_string(), record.key.epoch,
            wide(record.key.seq), record.fingerprint, record.type, std::string(to_text(record.outcome.verdict)),
            record.outcome.code, record.outcome.field, record.outcome.reason, record.outcome.remedy, to_iso(now));
}

void quarantine(platform::Transaction& tx, const OperationRecord& record, std::string_view body, Instant now) {
    run_sql(tx, sql::quarantine, tx.administration().number(), record.key.device.to_string(), record.key.epoch,
            wide(record.key.seq), record.fingerprint, record.type, platform::to_bytea(body), record.outcome.code,
            to_iso(now));
}

bool insert_session(platform::Transaction& tx, const CashSession& session) {
    return run_sql(tx, sql::insert_session, tx.administration().number(), session.id.to_string(),
                   session.device.to_string(), session.cashier_id, session.till, session.business_date,
                   session.opening_float.centavos(), session.fingerprint, to_iso(session.opened_at))
               .affected_rows() == 1;
}

std::optional<KnownSession> find_session(platform::Transaction& tx, CashSessionId id) {
    const auto rows = run_sql(tx, sql::find_session, id.to_string());
    if (rows.empty()) return std::nullopt;
    return KnownSession{money(rows[0][0]), rows[0][1].c_str(), rows[0][2].as<bool>()};
}

bool has_other_open_session(platform::Transaction& tx, const CashSession& session) {
    return !run_sql(tx, sql::find_other_open_session, session.device.to_string(), session.till, session.id.to_string())
                .empty();
}

SessionCash session_cash(platform::Transaction& tx, CashSessionId id) {
    const auto row = run_sql(tx, sql::session_cash, id.to_string())[0];
    return {money(row[0]), row[1].as<int>()};
}

bool insert_close(platform::Transaction& tx, const CashClose& close) {
    const int administration = tx.administration().number();
    if (run_sql(tx, sql::insert_close, administration, close.session.to_string(), close.counted.centavos(),
                close.device_expected.centavos(), close.server_expected.centavos(), close.fingerprint,
                to_iso(close.closed_at))
            .affected_rows() == 0)
        return false;
    SqlArray denomination, count;
    for (const CashCount& line : close.counts) {
        denomination.add(line.denomination.centavos());
        count.add(std::int64_t{line.count});
    }
    run_sql(tx, sql::insert_counts, administration, close.session.to_string(), denomination.text(), count.text());
    return true;
}

std::optional<std::string> find_close_fingerprint(platform::Transaction& tx, CashSessionId id) {
    const auto rows = run_sql(tx, sql::find_close_fingerprint, id.to_string());
    return rows.empty() ? std::nullopt : std::optional<std::string>(rows[0][0].c_str());
}

std::optional<FolioRange> find_folio_range(platform::Transaction& tx, const CheckedFolios& request) {
    const auto rows = run_sql(tx, sql::find_folio_range, request.series, request.request_key);
    if (rows.empty()) return std::nullopt;
    return FolioRange{rows[0][0].as<std::int64_t>(), rows[0][1].as<std::int64_t>(),
                      DeviceId::parse(rows[0][2].c_str()).value()};
}

FolioRange grant_folios(platform::Transaction& tx, const CheckedFolios& request, Instant now) {
    const auto row = run_sql(tx, sql::grant_folios, tx.administration().number(), request.series, request.count,
                             request.device.to_string(), request.request_key, to_iso(now))[0];
    return {row[0].as<std::int64_t>(), row[1].as<std::int64_t>(), request.device};
}

void save_cashiers(platform::Transaction& tx, std::span<const Cashier> cashiers) {
    SqlArray id, name, salt, hash, role;
    for (const Cashier& cashier : cashiers) {
        id.add(cashier.id);
        name.add(cashier.name);
        salt.add_bytes(cashier.pin_salt);
        hash.add_bytes(cashier.pin_hash);
        role.add(cashier.role);
    }
    run_sql(tx, sql::upsert_cashiers, tx.administration().number(), id.text(), name.text(), salt.text(), hash.text(),
            role.text());
}

}  // namespace aquacis::payments
