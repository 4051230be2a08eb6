#pragma once
// Which customer holds a contract: this context's copy of what contract.created said.

#include <optional>
#include <span>
#include <string>

#include "base/id.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::customers {

struct ContractHolder {
    std::string contract_number;
    CustomerId customer;
};

void save_contract_holders(platform::Transaction& tx, std::span<const ContractHolder> holders);  // the last said wins
std::optional<CustomerId> find_contract_holder(platform::Transaction& tx, const std::string& contract_number);

}  // namespace aquacis::customers
