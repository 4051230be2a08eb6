#pragma once
// Hangs meters. The meter's id is the idempotency key. Readings that arrived before their meter are taken now.

#include <span>

#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

// How many were new.
Result<int> install_meters(const Context& context, const platform::Caller& caller, std::span<const MeterDraft> drafts);

// Within a transaction that holds the meters.
Result<int> install_in(const Context& context, platform::Transaction& tx, const platform::Caller& caller,
                       std::span<const Meter> meters);

}  // namespace aquacis::metering
