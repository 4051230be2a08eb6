#pragma once
// Takes a meter off. Its final reading ends its water at that contract; it may hang elsewhere under another id.

#include <string>

#include "cloud/metering/domain/meter.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct RemovalRequest {
    std::string meter_id, removed_on;
    std::int64_t final_litres = 0;
    std::string reason;
};
Result<> remove_meter(const Context& context, const platform::Caller& caller, const RemovalRequest& request);

// Within the caller's transaction; the meter as it was.
Result<Meter> remove_in(const Context& context, platform::Transaction& tx, const platform::Caller& caller,
                        const RemovalRequest& request);

}  // namespace aquacis::metering
