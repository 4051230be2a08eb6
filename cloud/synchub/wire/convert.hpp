#pragma once
// Messages <-> the store's values.

#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/synchub/store/feed_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::synchub {

sync::v1::Outcome to_message(const OperationKey& key, const Outcome& outcome);
Outcome from_message(const sync::v1::Outcome& message);

// Money that was received. It is never rejected: what cannot be applied waits for a person.
bool is_money(const std::string& type);
// The accounts that the feed will show changed once the operation took effect; empty when it shows nothing of it.
std::vector<std::string> effect_contracts(const sync::Operation& operation);

FeedRow to_feed_row(const ContractView& view);

}  // namespace aquacis::synchub
