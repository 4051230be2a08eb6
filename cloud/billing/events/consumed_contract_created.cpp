#include "cloud/billing/events/consumed_contract_created.hpp"

#include "cloud/billing/store/contract_store.hpp"
#include "cloud/billing/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::billing {

platform::Subscription contract_created_subscription() {
    using contracts::v1::ContractCreated;
    return platform::subscribe<ContractCreated>("billing",
                                                [](platform::Transaction& tx, platform::Batch<ContractCreated> events) {
                                                    std::vector<BilledContract> contracts;
                                                    for (const auto& [logged, created] : events)
                                                        contracts.push_back(from_proto(created.contract()));
                                                    save_contracts(tx, contracts);
                                                });
}

}  // namespace aquacis::billing
