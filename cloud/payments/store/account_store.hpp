#pragma once
// Accounts and debts as the ledger has them.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cloud/payments/domain/account.hpp"
#include "cloud/platform/postgres.hpp"

namespace aquacis::payments {

struct AccountName {
    ContractId contract;
    std::string number;
};

void upsert_accounts(platform::Transaction& tx, std::span<const AccountName> names);
void insert_debts(platform::Transaction& tx, std::span<const Debt> debts);  // known ones are left alone

// Holds the accounts until the commit, so that no two transactions pay the same debt; in one order, so that they never deadlock.
void lock_accounts(platform::Transaction& tx, std::span<const ContractId> contracts);
std::vector<Account> find_accounts(platform::Transaction& tx, std::span<const ContractId> contracts);  // by rising id, unknown ones missing
std::optional<ContractId> find_contract(platform::Transaction& tx, const std::string& number);
void raise_versions(platform::Transaction& tx, std::span<const ContractId> contracts);

struct LedgerCheck {
    Money received, applied, credited, suspense, credit_used;
    std::int64_t unbalanced_payments = 0;
    std::int64_t overpaid_debts = 0;
};
LedgerCheck check_ledger(platform::Transaction& tx);

}  // namespace aquacis::payments
