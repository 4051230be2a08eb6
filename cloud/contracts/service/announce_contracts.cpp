#include "cloud/contracts/service/announce_contracts.hpp"

#include "cloud/contracts/store/contract_store.hpp"
#include "cloud/contracts/wire/published_contract_created.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::contracts {

platform::Announcement contracts_announced(const Context& context) {
    return {"contract", [&context](platform::Transaction& tx, const std::string& after) {
                const auto contracts =
                    list_contracts(tx, {.zone = {}, .after = after, .limit = platform::announced_at_once});
                platform::Caller nobody;
                nobody.administration = tx.administration();
                std::vector<platform::Event> events;
                for (const Contract& contract : contracts)
                    events.push_back(contract_created(
                        contract, nobody, make_uuid_v7(context.clock.now(), context.random), context.clock.now()));
                platform::publish(tx, events);
                return platform::announce_page(contracts, [](const Contract& last) { return last.number.text(); });
            }};
}

}  // namespace aquacis::contracts
