#include "cloud/billing/store/contract_store.hpp"

#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {

using platform::run_sql;
using platform::SqlArray;

namespace {

BilledContract to_contract(const pqxx::row& row) {
    const auto date = [&](const char* column) {
        return row[column].is_null() ? std::nullopt : parse_date(row[column].c_str());
    };
    return {.id = ContractId::parse(row["contract_id"].c_str()).value(),
            .number = row["number"].c_str(),
            .customer = CustomerId::parse(row["customer_id"].c_str()).value(),
            .use_class = parse_use_class(row["use_class"].c_str()).value(),
            .tariff_code = row["tariff_code"].c_str(),
            .zone = row["zone_id"].c_str(),
            .state = row["state"].c_str(),
            .start = date("start_date"),
            .end = date("end_date")};
}

}  // namespace

void save_contracts(platform::Transaction& tx, std::span<const BilledContract> contracts) {
    std::unordered_map<ContractId, const BilledContract*> last;
    for (const BilledContract& contract : contracts)
        last[contract.id] = &contract;
    SqlArray id, number, customer, use_class, tariff, zone, state, start, end;
    for (const auto& [contract_id, contract] : last) {
        id.add(contract_id.to_string());
        number.add(contract->number);
        customer.add(contract->customer.to_string());
        use_class.add(to_text(contract->use_class));
        tariff.add(contract->tariff_code);
        zone.add(contract->zone);
        state.add(contract->state);
        start.add_or_null(contract->start ? to_iso(*contract->start) : "");
        end.add_or_null(contract->end ? to_iso(*contract->end) : "");
    }
    run_sql(tx, sql::upsert_contracts, tx.administration().number(), id.text(), number.text(), customer.text(),
            use_class.text(), tariff.text(), zone.text(), state.text(), start.text(), end.text());
}

std::unordered_map<ContractId, BilledContract> find_contracts(platform::Transaction& tx,
                                                              std::span<const ContractId> ids) {
    SqlArray wanted;
    for (const ContractId& id : ids)
        wanted.add(id.to_string());
    std::unordered_map<ContractId, BilledContract> found;
    for (const auto& row : run_sql(tx, sql::find_contracts, wanted.text())) {
        BilledContract contract = to_contract(row);
        const ContractId id = contract.id;
        found.emplace(id, std::move(contract));
    }
    return found;
}

std::vector<BilledContract> list_unsettled_contracts(platform::Transaction& tx, const Run& run, ContractId after,
                                                     int limit) {
    std::vector<BilledContract> contracts;
    for (const auto& row : run_sql(tx, sql::list_unsettled_contracts, run.zone, after.to_string(),
                                   run.period.to_string(), std::string(supply_concept), run.id.to_string(), limit))
        contracts.push_back(to_contract(row));
    return contracts;
}

std::optional<ContractId> find_contract_id(platform::Transaction& tx, const std::string& number) {
    const auto rows = run_sql(tx, sql::find_contract_id, number);
    return rows.empty() ? std::nullopt : ContractId::parse(rows[0][0].c_str());
}

}  // namespace aquacis::billing
