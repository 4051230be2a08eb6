#include "cloud/contracts/service/announce_contracts.hpp"

#include "cloud/contracts/store/contract_store.hpp"
#include "cloud/contracts/wire/published_contract_created.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::contracts {

platform::Announcement contracts_announced(const Context& context) {
    return {"contract", [&context](platform::Transaction& tx, const std::string& after) {
                const auto contracts =
                    list_contracts(tx, {.zone = {}, .after = after, .limit = platform::announced_at_once});
                std::vector<v1::ContractCreated> created;
                for (const Contract& contract : contracts)
                    created.push_back(contract_created(contract));
                platform::publish(tx, {context.random, context.clock.now()}, created);
                return platform::announced_page(contracts, [](const Contract& last) { return last.number.text(); });
            }};
}

}  // namespace aquacis::contracts
