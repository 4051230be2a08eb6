#include "cloud/contracts/store/contract_store.hpp"

#include "cloud/contracts/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::contracts {
namespace {

using platform::run_sql;
using platform::SqlArray;

Contract to_contract(const pqxx::row& row) {
    return Contract{.id = ContractId::parse(row["contract_id"].c_str()).value(),
                    .number = ContractNumber::parse(row["number"].c_str()).value(),
                    .customer = CustomerId::parse(row["customer_id"].c_str()).value(),
                    .service_point = {.id = ServicePointId::parse(row["service_point_id"].c_str()).value(),
                                      .street = row["street"].c_str(),
                                      .street_number = row["street_number"].c_str(),
                                      .settlement = row["settlement"].c_str(),
                                      .municipality = row["municipality"].c_str(),
                                      .postal_code = row["postal_code"].c_str(),
                                      .zone = row["zone_id"].c_str()},
                    .use_class = static_cast<UseClass>(row["use_class"].as<int>()),
                    .tariff_code = row["tariff_code"].c_str(),
                    .start = parse_date(row["start_date"].c_str()).value(),
                    .state = parse_state(row["state"].c_str()).value(),
                    .end = row["end_date"].is_null() ? std::nullopt : parse_date(row["end_date"].c_str())};
}

std::vector<Contract> to_contracts(const pqxx::result& rows) {
    std::vector<Contract> contracts;
    contracts.reserve(rows.size());
    for (const auto& row : rows)
        contracts.push_back(to_contract(row));
    return contracts;
}

void insert_service_points(platform::Transaction& tx, std::span<const Contract> contracts) {
    SqlArray id, street, street_number, settlement, municipality, postal_code, zone;
    for (const auto& contract : contracts) {
        const ServicePoint& point = contract.service_point;
        id.add(point.id.to_string());
        street.add(point.street);
        street_number.add(point.street_number);
        settlement.add(point.settlement);
        municipality.add(point.municipality);
        postal_code.add(point.postal_code);
        zone.add(point.zone);
    }
    run_sql(tx, sql::insert_service_points, tx.administration().number(), id.text(), street.text(),
            street_number.text(), settlement.text(), municipality.text(), postal_code.text(), zone.text());
}

}  // namespace

std::vector<ContractId> insert_contracts(platform::Transaction& tx, std::span<const Contract> contracts) {
    insert_service_points(tx, contracts);
    SqlArray id, number, customer, point, use_class, tariff, start, state, end;
    for (const Contract& contract : contracts) {
        id.add(contract.id.to_string());
        number.add(contract.number.text());
        customer.add(contract.customer.to_string());
        point.add(contract.service_point.id.to_string());
        use_class.add(static_cast<std::int64_t>(contract.use_class));
        tariff.add(contract.tariff_code);
        start.add(to_iso(contract.start));
        state.add(to_text(contract.state));
        end.add_or_null(contract.end ? to_iso(*contract.end) : "");
    }
    std::vector<ContractId> added;
    for (const auto& row :
         run_sql(tx, sql::insert_contracts, tx.administration().number(), id.text(), number.text(), customer.text(),
                 point.text(), use_class.text(), tariff.text(), start.text(), state.text(), end.text()))
        added.push_back(ContractId::parse(row[0].c_str()).value());
    return added;
}

std::vector<Contract> find_contracts(platform::Transaction& tx, std::span<const ContractId> ids) {
    SqlArray id;
    for (const ContractId& one : ids)
        id.add(one.to_string());
    return to_contracts(run_sql(tx, sql::find_contracts, id.text()));
}

std::optional<Contract> find_contract(platform::Transaction& tx, const ContractNumber& number) {
    const auto rows = run_sql(tx, sql::find_contract_by_number, number.text());
    return rows.empty() ? std::nullopt : std::optional(to_contract(rows[0]));
}

std::vector<Contract> list_contracts(platform::Transaction& tx, const ContractPage& page) {
    return to_contracts(run_sql(tx, sql::list_contracts, page.after, page.zone, page.limit));
}

}  // namespace aquacis::contracts
