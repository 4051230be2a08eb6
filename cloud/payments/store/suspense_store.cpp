#include "cloud/payments/store/suspense_store.hpp"

#include "cloud/payments/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::payments {
namespace {

using platform::run_sql;

Money money(const pqxx::field& field) { return Money::centavos(field.as<std::int64_t>()); }

MoneyRequest request_of(const pqxx::row& row) {
    return {Uuid::parse(row[0].c_str()).value(),
            parse_money_request_kind(row[1].c_str()).value(),
            PaymentId::parse(row[2].c_str()).value(),
            row[3].c_str(),
            money(row[4]),
            row[5].c_str(),
            row[6].c_str(),
            parse_iso(row[7].c_str()).value(),
            parse_money_request_state(row[8].c_str()).value(),
            row[9].c_str()};
}

std::optional<MoneyRequest> first_of(const pqxx::result& rows) {
    return rows.empty() ? std::nullopt : std::optional(request_of(rows[0]));
}

}  // namespace

std::vector<HeldMoney> list_suspense(platform::Transaction& tx, const SuspensePage& page) {
    std::vector<HeldMoney> held;
    for (const auto& row : run_sql(tx, sql::list_suspense, page.after.to_string(), page.limit))
        held.push_back({PaymentId::parse(row[0].c_str()).value(), money(row[1]), row[2].c_str(), row[3].c_str(),
                        row[4].c_str(), row[5].c_str(), parse_iso(row[6].c_str()).value()});
    return held;
}

std::vector<SuspenseSum> measure_suspense(platform::Transaction& tx, Instant now) {
    std::vector<SuspenseSum> sums;
    for (const auto& row : run_sql(tx, sql::measure_suspense, to_iso(now)))
        sums.push_back({AdministrationId(row[0].as<int>()), row[1].as<std::int64_t>(), row[2].as<std::int64_t>(),
                        row[3].as<std::int64_t>()});
    return sums;
}

std::vector<SuspensePart> find_suspense(platform::Transaction& tx, PaymentId payment) {
    std::vector<SuspensePart> parts;
    for (const auto& row : run_sql(tx, sql::find_suspense, payment.to_string()))
        parts.push_back({row[0].is_null() ? std::nullopt : ContractId::parse(row[0].c_str()), money(row[1])});
    return parts;
}

bool insert_money_request(platform::Transaction& tx, const MoneyRequest& request) {
    return run_sql(tx, sql::insert_money_request, tx.administration().number(), request.id.to_string(),
                   std::string(to_text(request.kind)), request.payment.to_string(), request.contract_number,
                   request.amount.centavos(), request.reason, request.asked_by, to_iso(request.asked_at))
               .affected_rows() == 1;
}

std::optional<MoneyRequest> find_money_request(platform::Transaction& tx, const Uuid& id) {
    return first_of(run_sql(tx, sql::find_money_request, id.to_string()));
}

std::optional<MoneyRequest> find_open_request(platform::Transaction& tx, PaymentId payment, MoneyRequestKind kind) {
    return first_of(run_sql(tx, sql::find_open_request, payment.to_string(), std::string(to_text(kind))));
}

std::vector<MoneyRequest> list_money_requests(platform::Transaction& tx, int limit) {
    std::vector<MoneyRequest> requests;
    for (const auto& row : run_sql(tx, sql::list_money_requests, limit))
        requests.push_back(request_of(row));
    return requests;
}

void decide_money_request(platform::Transaction& tx, const MoneyRequest& decided, Instant now) {
    run_sql(tx, sql::decide_money_request, decided.id.to_string(), std::string(to_text(decided.state)),
            decided.decided_by, to_iso(now));
}

}  // namespace aquacis::payments
