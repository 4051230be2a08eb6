#pragma once
// Messages <-> the store's values.

#include <string>
#include <vector>

#include "aquacis/sync/v1/sync.pb.h"
#include "cloud/synchub/domain/feed.hpp"
#include "cloud/synchub/domain/outcome.hpp"

namespace aquacis::synchub {

sync::v1::Outcome to_message(const OperationKey& key, const Outcome& outcome);
Outcome from_message(const sync::v1::Outcome& message);

// Money that was received or given back. It is never rejected: what cannot be applied waits for a person.
bool is_money(const std::string& type);

FeedRow to_feed_row(const ContractView& view);

}  // namespace aquacis::synchub
