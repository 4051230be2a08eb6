#include "cloud/billing/store/contract_store.hpp"

#include "cloud/billing/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::billing {

using platform::run_sql;
using platform::SqlArray;

void save_contracts(platform::Transaction& tx, std::span<const BilledContract> contracts) {
    std::unordered_map<ContractId, const BilledContract*> last;
    for (const BilledContract& contract : contracts)
        last[contract.id] = &contract;
    SqlArray id, number, customer, use_class, tariff, zone, state;
    for (const auto& [contract_id, contract] : last) {
        id.add(contract_id.to_string());
        number.add(contract->number);
        customer.add(contract->customer.to_string());
        use_class.add(to_text(contract->use_class));
        tariff.add(contract->tariff_code);
        zone.add(contract->zone);
        state.add(contract->state);
    }
    run_sql(tx, sql::upsert_contracts, tx.administration().number(), id.text(), number.text(), customer.text(),
            use_class.text(), tariff.text(), zone.text(), state.text());
}

std::unordered_map<ContractId, BilledContract> find_contracts(platform::Transaction& tx,
                                                              std::span<const ContractId> ids) {
    SqlArray wanted;
    for (const ContractId& id : ids)
        wanted.add(id.to_string());
    std::unordered_map<ContractId, BilledContract> found;
    for (const auto& row : run_sql(tx, sql::find_contracts, wanted.text())) {
        BilledContract contract{.id = ContractId::parse(row[0].c_str()).value(),
                                .number = row[1].c_str(),
                                .customer = CustomerId::parse(row[2].c_str()).value(),
                                .use_class = parse_use_class(row[3].c_str()).value(),
                                .tariff_code = row[4].c_str(),
                                .zone = row[5].c_str(),
                                .state = row[6].c_str()};
        const ContractId id = contract.id;
        found.emplace(id, std::move(contract));
    }
    return found;
}

std::optional<ContractId> find_contract_id(platform::Transaction& tx, const std::string& number) {
    const auto rows = run_sql(tx, sql::find_contract_id, number);
    return rows.empty() ? std::nullopt : ContractId::parse(rows[0][0].c_str());
}

}  // namespace aquacis::billing
