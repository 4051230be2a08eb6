#include "cloud/payments/events/consumed_contract_created.hpp"

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::payments {

platform::Subscription contract_created_subscription() {
    using contracts::v1::ContractCreated;
    return platform::subscribe<ContractCreated>(
        "payments", [](platform::Transaction& tx, platform::Batch<ContractCreated> events) {
            std::vector<AccountName> accounts;
            for (const auto& [logged, created] : events) {
                const auto contract = ContractId::parse(created.contract().contract_id());
                if (!contract) throw platform::UnreadableEvent("it names no contract");
                accounts.push_back({*contract, created.contract().number()});
            }
            insert_accounts(tx, accounts);
        });
}

}  // namespace aquacis::payments
