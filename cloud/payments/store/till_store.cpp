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

std::vector<ContractId> contracts_of(const pqxx::field& array) {
    std::vector<ContractId> contracts;
    auto parser = array.as_array();
    for (auto next = parser.get_next(); next.first != pqxx::array_parser::juncture::done; next = parser.get_next())
        if (next.first == pqxx::array_parser::juncture::string_value)
            contracts.push_back(ContractId::parse(next.second).value());
    return contracts;
}

StoredOutcome stored_outcome(const pqxx::row& row) {
    return {row[0].c_str(),
            {parse_verdict(row[1].c_str()), row[2].c_str(), row[3].c_str(), row[4].c_str(), row[5].c_str(),
             contracts_of(row[6])}};
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
        outcomes.push_back(stored_outcome(row));
    return outcomes;
}

std::optional<Outcome> find_outcome_of_act(platform::Transaction& tx, const Uuid& device,
                                           const std::string& fingerprint) {
    const auto rows = run_sql(tx, sql::find_outcome_of_act, device.to_string(), fingerprint);
    return rows.empty() ? std::nullopt : std::optional(stored_outcome(rows[0]).outcome);
}

void insert_outcome(platform::Transaction& tx, const OperationRecord& record, Instant now) {
    SqlArray announced;
    for (const ContractId& contract : record.outcome.announced)
        announced.add(contract.to_string());
    run_sql(tx, sql::insert_outcome, tx.administration().number(), record.key.device.to_string(), record.key.epoch,
            wide(record.key.seq), record.fingerprint, record.type, std::string(to_text(record.outcome.verdict)),
            record.outcome.code, record.outcome.field, record.outcome.reason, record.outcome.remedy, to_iso(now),
            announced.text());
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
    return KnownSession{money(rows[0][0]), rows[0][1].c_str(), rows[0][2].as<bool>(), rows[0][3].c_str()};
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
                to_iso(close.closed_at), close.closed_by)
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

void save_cashiers(platform::Transaction& tx, std::span<const Cashier> cashiers) {
    SqlArray id, name, salt, hash, role, inactive, office;
    for (const Cashier& cashier : cashiers) {
        id.add(cashier.id);
        name.add(cashier.name);
        salt.add_bytes(cashier.pin_salt);
        hash.add_bytes(cashier.pin_hash);
        role.add(cashier.role);
        inactive.add(cashier.inactive ? "t" : "f");
        office.add(cashier.office);
    }
    run_sql(tx, sql::upsert_cashiers, tx.administration().number(), id.text(), name.text(), salt.text(), hash.text(),
            role.text(), inactive.text(), office.text());
}

std::vector<Cashier> list_cashiers_after(platform::Transaction& tx, const std::string& after, int most) {
    std::vector<Cashier> cashiers;
    for (const auto& row : run_sql(tx, sql::list_cashiers_after, after, most))
        cashiers.push_back({.id = row["cashier_id"].c_str(),
                            .name = row["name"].c_str(),
                            .pin_salt = platform::from_bytea(row["pin_salt"]),
                            .pin_hash = platform::from_bytea(row["pin_hash"]),
                            .role = row["role"].c_str(),
                            .inactive = row["inactive"].as<bool>(),
                            .office = row["office"].c_str()});
    return cashiers;
}

std::optional<Cashier> deactivate_cashier(platform::Transaction& tx, const std::string& cashier_id) {
    const auto rows = run_sql(tx, sql::deactivate_cashier, cashier_id);
    if (rows.empty()) return std::nullopt;
    return Cashier{cashier_id, rows[0][0].c_str(), "", "", rows[0][1].c_str(), true, rows[0][2].c_str()};
}

std::vector<Cashier> list_cashiers(platform::Transaction& tx, const std::string& office) {
    std::vector<Cashier> found;
    for (const auto& row : run_sql(tx, sql::list_cashiers, office))
        found.push_back({row[0].c_str(), row[1].c_str(), platform::from_bytea(row[2]), platform::from_bytea(row[3]),
                         row[4].c_str(), false, row[5].c_str()});
    return found;
}

bool is_active_supervisor(platform::Transaction& tx, const std::string& cashier_id) {
    return !run_sql(tx, sql::find_active_supervisor, cashier_id).empty();
}

void record_reprint(platform::Transaction& tx, const Reprint& reprint) {
    run_sql(tx, sql::insert_reprint, tx.administration().number(), reprint.payment.to_string(), reprint.fingerprint,
            reprint.session ? reprint.session->to_string() : std::string(), reprint.copy, reprint.printed_by,
            to_iso(reprint.printed_at));
}

void record_drawer_opening(platform::Transaction& tx, const DrawerOpening& opening) {
    run_sql(tx, sql::insert_drawer_opening, tx.administration().number(), opening.session.to_string(),
            opening.fingerprint, opening.reason, opening.opened_by, to_iso(opening.opened_at));
}

}  // namespace aquacis::payments
