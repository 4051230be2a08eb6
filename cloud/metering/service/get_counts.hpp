#pragma once
// How many readings of a month were recorded, repeated, or refused and why.

#include <cstdint>
#include <map>
#include <string>

#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct ReadingCounts {
    std::int64_t recorded = 0;
    std::int64_t duplicates = 0;
    std::map<std::string, std::int64_t> refused;  // by reason: "unknown_meter" …
};

Result<ReadingCounts> get_counts(const Context& context, const platform::Caller& caller, const std::string& period);

}  // namespace aquacis::metering
