#pragma once
// Campaigns and their consumptions, asked of metering over its channel.

#include "cloud/billing/service/context.hpp"

namespace aquacis::platform {
class Channels;
}

namespace aquacis::billing {

Campaigns metering_campaigns(const platform::Channels& channels);

}  // namespace aquacis::billing
