#pragma once
// The contracts' rows with their service points.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/contracts/domain/contract.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::contracts {

struct ContractPage {
    std::string zone;   // empty: every zone
    std::string after;  // the number of the last contract of the page before; empty: from the first
    int limit = 0;
};

// Adds those whose id and number are free, with their service points, and says which.
std::vector<ContractId> insert_contracts(platform::Transaction& tx, std::span<const Contract> contracts);
std::vector<Contract> find_contracts(platform::Transaction& tx, std::span<const ContractId> ids);
std::optional<Contract> find_contract(platform::Transaction& tx, const ContractNumber& number);
std::vector<Contract> list_contracts(platform::Transaction& tx, const ContractPage& page);  // by rising number

}  // namespace aquacis::contracts
