#pragma once
// The consumptions of a campaign, asked of metering over its channel.

#include "cloud/billing/service/context.hpp"

namespace aquacis::platform {
class Channels;
}

namespace aquacis::billing {

ConsumptionSource metering_consumptions(const platform::Channels& channels);

}  // namespace aquacis::billing
