#include "cloud/payments/store/till_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/sql.hpp"

namespace aquacis::payments {

using platform::run_sql;
using platform::to_bytea;

bool claim_operation(platform::Transaction& tx, const platform::OperationRef& ref, const std::string& type) {
    return !run_sql(tx, sql::claim_operation, tx.administration().number(), ref.device.to_string(), static_cast<std::int64_t>(ref.epoch),
                    static_cast<std::int64_t>(ref.seq), type)
                .empty();
}

std::optional<Outcome> find_outcome(platform::Transaction& tx, const platform::OperationRef& ref) {
    const auto rows = run_sql(tx, sql::find_outcome, ref.device.to_string(), static_cast<std::int64_t>(ref.epoch), static_cast<std::int64_t>(ref.seq));
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return Outcome{static_cast<Verdict>(row[0].as<int>()), row[1].c_str(), row[2].c_str(), row[3].c_str(), row[4].c_str()};
}

void record_outcome(platform::Transaction& tx, const platform::OperationRef& ref, const Outcome& outcome, const std::string& body) {
    const auto kept = outcome.verdict == Verdict::accepted ? std::nullopt : std::optional(to_bytea(body));
    run_sql(tx, sql::record_outcome, ref.device.to_string(), static_cast<std::int64_t>(ref.epoch), static_cast<std::int64_t>(ref.seq),
            static_cast<int>(outcome.verdict), outcome.code, outcome.field, outcome.reason, outcome.remedy, kept);
}

bool claim_folio(platform::Transaction& tx, const TillPayment& payment) {
    return !run_sql(tx, sql::claim_folio, tx.administration().number(), payment.series, payment.folio_number, payment.id.to_string()).empty();
}

FolioRange grant_folios(platform::Transaction& tx, const FolioRequest& request) {
    const auto known = run_sql(tx, sql::find_folio_range, request.series, request.request_key);
    if (!known.empty()) return {known[0][0].as<std::int64_t>(), known[0][1].as<std::int64_t>()};
    // The series' row stays locked until the commit: two devices never get the same number.
    const auto next = run_sql(tx, sql::advance_series, tx.administration().number(), request.series, request.count)[0][0].as<std::int64_t>();
    const FolioRange range{next - request.count, next - 1};
    run_sql(tx, sql::insert_folio_range, tx.administration().number(), request.series, request.request_key, request.device.to_string(), range.first, range.last);
    return range;
}

bool insert_session(platform::Transaction& tx, const CashSession& session) {
    return run_sql(tx, sql::insert_session, tx.administration().number(), session.id.to_string(), session.device.to_string(), session.cashier, session.till,
                   to_iso(session.business_date), session.opening_float.centavos(), to_microseconds(session.opened_at))
               .affected_rows() == 1;
}

std::optional<CashSession> find_session(platform::Transaction& tx, CashSessionId id) {
    const auto rows = run_sql(tx, sql::find_session, id.to_string());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return CashSession{.id = id,
                       .device = DeviceId::parse(row["device_id"].c_str()).value(),
                       .cashier = row["cashier_id"].c_str(),
                       .till = row["till"].c_str(),
                       .business_date = parse_date(row["business_date"].c_str()).value(),
                       .opening_float = Money::centavos(row["float_centavos"].as<std::int64_t>()),
                       .opened_at = from_microseconds(row["opened_at_us"].as<std::int64_t>()),
                       .closed = !row["closed_at_us"].is_null()};
}

Money expected_cash(platform::Transaction& tx, CashSessionId id) {
    return Money::centavos(run_sql(tx, sql::expected_cash, id.to_string())[0][0].as<std::int64_t>());
}

bool close_session(platform::Transaction& tx, const CashClose& close, Money expected) {
    return run_sql(tx, sql::close_session, close.session.to_string(), to_microseconds(close.closed_at), close.counted.centavos(),
                   close.expected.centavos(), expected.centavos())
               .affected_rows() == 1;
}

void upsert_cashier(platform::Transaction& tx, const Cashier& cashier) {
    run_sql(tx, sql::upsert_cashier, tx.administration().number(), cashier.id, cashier.name, cashier.role, to_bytea(cashier.pin_salt), to_bytea(cashier.pin_hash));
}

}  // namespace aquacis::payments
