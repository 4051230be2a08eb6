#pragma once
// Undoes a closing that no billing run has claimed and no later closing stands on. Its rows stay, as voided.

#include <string>

#include "cloud/metering/domain/campaign.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct VoidRequest {
    std::string campaign_id, reason;
};
Result<Campaign> void_campaign(const Context& context, const platform::Caller& caller, const VoidRequest& request);

}  // namespace aquacis::metering
