#include "cloud/billing/events/consumed_contract_created.hpp"

#include "cloud/billing/store/contract_store.hpp"
#include "cloud/billing/wire/convert.hpp"

namespace aquacis::billing {

platform::Subscription contract_created_subscription() {
    const auto handle = [](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<BilledContract> contracts;
        for (const auto& logged : events) {
            contracts::v1::ContractCreated created;
            if (!created.ParseFromString(logged.event.payload))
                throw platform::UnreadableEvent("the payload is not a ContractCreated");
            contracts.push_back(from_proto(created.contract()));
        }
        save_contracts(tx, contracts);
    };
    return {.group = "billing", .topic = "contract.created", .handle = handle};
}

}  // namespace aquacis::billing
