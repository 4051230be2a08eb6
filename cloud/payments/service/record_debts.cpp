#include "cloud/payments/service/record_debts.hpp"

#include <set>

#include "cloud/payments/domain/allocate.hpp"
#include "cloud/payments/events/publish.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/payment_store.hpp"

namespace aquacis::payments {

void record_debts(const Context& context, platform::Transaction& tx, std::span<const Debt> debts) {
    std::vector<AccountName> names;
    std::set<ContractId> touched;
    for (const Debt& debt : debts) {
        names.push_back({debt.contract, debt.contract_number});  // its contract.created may come later
        touched.insert(debt.contract);
    }
    const std::vector<ContractId> contracts(touched.begin(), touched.end());
    upsert_accounts(tx, names);
    lock_accounts(tx, contracts);
    insert_debts(tx, debts);
    for (const Account& account : find_accounts(tx, contracts))
        if (account.credit.is_positive())
            if (const auto entries = use_credit(account); !entries.empty()) insert_entries(tx, entries, context.clock.now());
    publish_accounts(context, tx, contracts, {});
}

}  // namespace aquacis::payments
