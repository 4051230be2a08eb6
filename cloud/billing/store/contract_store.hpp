#pragma once
// Billing's own copy of what contract.created said.

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "cloud/billing/domain/bill.hpp"
#include "cloud/billing/domain/run.hpp"
#include "cloud/platform/database/postgres.hpp"

namespace aquacis::billing {

// Of several with the same id the last stands.
void save_contracts(platform::Transaction& tx, std::span<const BilledContract> contracts);
std::unordered_map<ContractId, BilledContract> find_contracts(platform::Transaction& tx,
                                                              std::span<const ContractId> ids);
// The next contracts of the run's zone, by rising id, that have neither a bill of its period nor a word in it.
std::vector<BilledContract> list_unsettled_contracts(platform::Transaction& tx, const Run& run, ContractId after,
                                                     int limit);
std::optional<ContractId> find_contract_id(platform::Transaction& tx, const std::string& number);

}  // namespace aquacis::billing
