#include "cloud/payments/service/announce_again.hpp"

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::payments {

std::vector<platform::Announcement> accounts_announced(const Context& context) {
    const auto accounts = [&context](platform::Transaction& tx, const std::string& after) {
        const auto contracts = list_accounts(tx, after, platform::announced_at_once);
        lock_accounts(tx, contracts);  // in everybody's order: whoever takes one after another never waits in a circle
        announce_accounts(tx, {context.random, context.clock.now()}, contracts);
        return platform::announced_page(contracts, [](const ContractId& last) { return last.to_string(); });
    };
    return {{"account", accounts}};
}

}  // namespace aquacis::payments
