#pragma once
// A batch of readings of one administration: judged, recorded or refused, counted and announced in few statements.

#include <vector>

#include "cloud/metering/domain/validation.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct ReadingBatch {
    std::vector<IncomingReading> readings;  // at most max_batch
    int slot = 0;                           // the tally's row: the log's partition
};

// Within the caller's transaction, which holds or shares the meters. How many were recorded.
int record_readings(const Context& context, platform::Transaction& tx, const ReadingBatch& batch);

}  // namespace aquacis::metering
