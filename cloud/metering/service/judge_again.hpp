#pragma once
// Readings that were refused are judged again when what refused them has changed: the meter was unknown, a wrong
// reading stood before them.

#include <span>

#include "cloud/metering/service/context.hpp"
#include "cloud/metering/store/reading_store.hpp"

namespace aquacis::metering {

struct JudgedAgain {
    int taken = 0;  // out of the refused
    int recorded = 0;
    Instant until = Instant::min();  // the last of them
};
// One batch, the oldest first, within the caller's transaction, which holds the meters.
JudgedAgain judge_again(const Context& context, platform::Transaction& tx, std::span<const Meter> meters,
                        const RefusedWanted& wanted);

}  // namespace aquacis::metering
