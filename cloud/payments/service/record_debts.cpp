#include "cloud/payments/service/record_debts.hpp"

#include <set>
#include <stdexcept>

#include "cloud/payments/service/spend_credit.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

void record_debts(platform::Transaction& tx, const Cause& cause, std::span<const Invoiced> invoices) {
    std::vector<AccountName> names;
    std::vector<Debt> debts;
    std::set<ContractId> contracts;
    for (const Invoiced& invoiced : invoices) {
        names.push_back({invoiced.debt.contract, invoiced.contract_number});
        debts.push_back(invoiced.debt);
        contracts.insert(invoiced.debt.contract);
    }
    insert_accounts(tx, names);
    if (lock_accounts(tx, std::vector(contracts.begin(), contracts.end())).size() != contracts.size())
        throw std::runtime_error("payments: a contract's number belongs to another contract's account");
    const auto inserted = insert_debts(tx, debts);
    const std::set<ContractId> changed(inserted.begin(), inserted.end());
    const std::vector<ContractId> touched(changed.begin(), changed.end());
    if (touched.empty()) return;
    spend_waiting_credit(tx, cause, touched);
    announce_accounts(tx, cause, touched);
}

}  // namespace aquacis::payments
