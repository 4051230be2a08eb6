#include "cloud/customers/events/consumed_contract_created.hpp"

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/customers/store/contract_holder_store.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::customers {
namespace {

ContractHolder holder_of(const contracts::v1::ContractCreated& created) {
    const auto customer = CustomerId::parse(created.contract().customer_id());
    if (!customer || created.contract().number().empty())
        throw platform::UnreadableEvent("it names no contract and customer");
    return {created.contract().number(), *customer};
}

}  // namespace

platform::Subscription contract_created_subscription() {
    using contracts::v1::ContractCreated;
    return platform::subscribe<ContractCreated>("customers",
                                                [](platform::Transaction& tx, platform::Batch<ContractCreated> events) {
                                                    std::vector<ContractHolder> holders;
                                                    for (const auto& [logged, created] : events)
                                                        holders.push_back(holder_of(created));
                                                    save_contract_holders(tx, holders);
                                                });
}

}  // namespace aquacis::customers
