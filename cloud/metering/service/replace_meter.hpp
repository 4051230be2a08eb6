#pragma once
// One meter off, another on, at the same contract, in one transaction: no day without a meter, none with two.

#include "cloud/metering/service/remove_meter.hpp"

namespace aquacis::metering {

struct ReplacementRequest {
    RemovalRequest removed;
    MeterDraft installed;
};
Result<> replace_meter(const Context& context, const platform::Caller& caller, const ReplacementRequest& request);

}  // namespace aquacis::metering
