#include "cloud/metering/events/consumed_meter_readings_raw.hpp"

#include "cloud/metering/service/record_readings.hpp"
#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/convert.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::metering {

platform::Subscription raw_readings_subscription(const Context& context) {
    using edge::v1::MeterReading;
    auto subscription = platform::subscribe<MeterReading>(
        "metering", [&context](platform::Transaction& tx, platform::Batch<MeterReading> events) {
            ReadingBatch batch{.readings = {}, .slot = events.front().logged.partition};
            batch.readings.reserve(events.size());
            for (const auto& [logged, reading] : events) {
                batch.readings.push_back(incoming_from(reading, logged.event.payload));
                batch.readings.back().correlation_id = logged.event.correlation_id;
            }
            share_meters(tx);
            record_readings(context, tx, batch);
        });
    subscription.batch = static_cast<int>(max_batch);
    return subscription;
}

}  // namespace aquacis::metering
