#include "cloud/metering/events/consumed_meter_readings_raw.hpp"

#include "cloud/metering/service/record_readings.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/convert.hpp"

namespace aquacis::metering {

platform::Subscription raw_readings_subscription(const Context& context) {
    const auto handle = [&context](platform::Transaction& tx, std::span<const platform::LoggedEvent> events) {
        if (events.empty()) return;
        ReadingBatch batch{.readings = {}, .slot = events.front().partition};
        batch.readings.reserve(events.size());
        for (const auto& logged : events)
            batch.readings.push_back(incoming_from(logged.event.payload, logged.event.correlation_id));
        share_meters(tx);
        record_readings(context, tx, batch);
    };
    return {.group = "metering", .topic = "meter.readings.raw", .batch = static_cast<int>(max_batch), .handle = handle};
}

}  // namespace aquacis::metering
