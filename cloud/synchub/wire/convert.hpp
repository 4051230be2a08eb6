#pragma once
// Messages <-> the store's values.

#include <string>
#include <vector>

#include "aquacis/sync/v1/operation.pb.h"
#include "base/outcome.hpp"
#include "cloud/synchub/domain/feed.hpp"
#include "cloud/synchub/domain/operation_key.hpp"

namespace aquacis::synchub {

sync::v1::Outcome to_message(const OperationKey& key, const Outcome& outcome);

FeedRow to_feed_row(const ContractView& view);

}  // namespace aquacis::synchub
