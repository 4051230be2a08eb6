#include "cloud/customers/store/contract_holder_store.hpp"

#include <map>

#include "cloud/customers/store/sql.hpp"
#include "cloud/platform/database/sql.hpp"

namespace aquacis::customers {

void save_contract_holders(platform::Transaction& tx, std::span<const ContractHolder> holders) {
    // One statement may not update a row twice, so only the last word on each contract goes in.
    std::map<std::string_view, CustomerId> last;
    for (const ContractHolder& holder : holders)
        last[holder.contract_number] = holder.customer;
    platform::SqlArray number, customer;
    for (const auto& [contract_number, customer_id] : last) {
        number.add(contract_number);
        customer.add(customer_id.to_string());
    }
    platform::run_sql(tx, sql::upsert_contract_holders, tx.administration().number(), number.text(), customer.text());
}

std::optional<CustomerId> find_contract_holder(platform::Transaction& tx, const std::string& contract_number) {
    const auto rows = platform::run_sql(tx, sql::find_contract_holder, contract_number);
    return rows.empty() ? std::nullopt : CustomerId::parse(rows[0][0].c_str());
}

}  // namespace aquacis::customers
