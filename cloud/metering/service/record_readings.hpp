#pragma once
// A batch of readings of one administration: judged, recorded or refused, counted and announced in few statements.

#include <span>
#include <string>
#include <vector>

#include "cloud/metering/domain/validation.hpp"
#include "cloud/metering/service/context.hpp"

namespace aquacis::metering {

struct IncomingReading {
    RawReading reading;
    std::string raw;  // the serialized message: kept when it is refused
    std::string correlation_id;
};

struct ReadingBatch {
    std::vector<IncomingReading> readings;  // at most max_batch
    int slot = 0;                           // the tally's row: the log's partition
    bool waited = false;                    // they were tallied as unknown_meter before
};

// Within the caller's transaction, which holds or shares the meters.
void record_readings(const Context& context, platform::Transaction& tx, const ReadingBatch& batch);

}  // namespace aquacis::metering
