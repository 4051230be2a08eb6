#include "cloud/payments/service/announce.hpp"

#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/wire/published_debt_status_changed.hpp"

namespace aquacis::payments {

void announce_accounts(platform::Transaction& tx, const Cause& cause, std::span<const ContractId> contracts) {
    if (contracts.empty()) return;
    touch_accounts(tx, contracts, cause.now);
    std::vector<v1::AccountChanged> changed;
    for (const Account& account : find_accounts(tx, contracts))
        changed.push_back(account_changed(account));
    platform::publish(tx, cause, changed);
}

}  // namespace aquacis::payments
