#include "cloud/payments/service/announce_again.hpp"

#include "cloud/payments/service/announce.hpp"
#include "cloud/payments/store/account_store.hpp"
#include "cloud/payments/store/till_store.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::payments {

std::vector<platform::Announcement> accounts_and_cashiers_announced(const Context& context) {
    const auto accounts = [&context](platform::Transaction& tx, const std::string& after) {
        const auto contracts = list_accounts(tx, after, platform::announced_at_once);
        announce_accounts(tx, context, {{}, std::nullopt, context.clock.now()}, contracts);
        return platform::announce_page(contracts, [](const ContractId& last) { return last.to_string(); });
    };
    const auto cashiers = [&context](platform::Transaction& tx, const std::string& after) {
        const auto all = list_cashiers_after(tx, after, platform::announced_at_once);
        announce_cashiers(tx, context, {{}, std::nullopt, context.clock.now()}, all);
        return platform::announce_page(all, [](const Cashier& last) { return last.id; });
    };
    return {{"account", accounts}, {"cashier", cashiers}};
}

}  // namespace aquacis::payments
