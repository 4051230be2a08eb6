#pragma once
// reading.recorded: a reading that billing and analytics may use.

#include "cloud/metering/domain/validation.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::metering {

struct ReadingNews {
    const Meter& meter;
    const RawReading& reading;
    const Judgement& judgement;
};
struct NewsOrigin {
    Uuid event_id;
    AdministrationId administration;
    std::string correlation_id;
};
platform::Event reading_recorded(const ReadingNews& news, const NewsOrigin& origin);

}  // namespace aquacis::metering
