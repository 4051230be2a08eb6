#include "cloud/customers/events/consumed_contract_created.hpp"

#include "aquacis/contracts/v1/contracts.pb.h"
#include "cloud/customers/store/contract_holder_store.hpp"

namespace aquacis::customers {
namespace {

ContractHolder holder_of(const platform::Event& event) {
    contracts::v1::ContractCreated created;
    const bool readable = created.ParseFromString(event.payload);
    const auto customer = CustomerId::parse(created.contract().customer_id());
    if (!readable || !customer || created.contract().number().empty())
        throw platform::UnreadableEvent("it names no contract and customer");
    return {created.contract().number(), *customer};
}

}  // namespace

platform::Subscription contract_created_subscription() {
    const auto handle = [](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        std::vector<ContractHolder> holders;
        for (const auto& logged : events)
            holders.push_back(holder_of(logged.event));
        save_contract_holders(tx, holders);
    };
    return {.group = "customers", .topic = "contract.created", .handle = handle};
}

}  // namespace aquacis::customers
