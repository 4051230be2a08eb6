#pragma once
// reading.recorded: a reading that billing and analytics may use.

#include "aquacis/metering/v1/metering.pb.h"
#include "cloud/metering/domain/validation.hpp"

namespace aquacis::metering {

struct ReadingNews {
    const Meter& meter;
    const RawReading& reading;
    const Judgement& judgement;
};
v1::ReadingRecorded reading_recorded(const ReadingNews& news);

}  // namespace aquacis::metering
