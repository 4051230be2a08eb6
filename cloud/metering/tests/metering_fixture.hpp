#pragma once

#include <gtest/gtest.h>

#include "aquacis/edge/v1/edge.pb.h"
#include "cloud/metering/events/consumed_meter_readings_raw.hpp"
#include "cloud/metering/migrations/migrations.hpp"
#include "cloud/metering/service/context.hpp"
#include "cloud/metering/service/install_meters.hpp"
#include "tests/support/context_test.hpp"
#include "tests/support/logged_events.hpp"

namespace aquacis::metering {

using test::colon;
using test::queretaro;

inline std::string id_of(const std::string& kind, int n) {
    return make_named_uuid(Uuid(), kind + std::to_string(n)).to_string();
}

inline MeterDraft draft_of(int n, const std::string& zone = "14-B") {
    return {.meter_id = id_of("meter", n),
            .contract_id = id_of("contract", n),
            .zone_id = zone,
            .installed_on = "2026-09-01",
            .identity = {"KAM", std::to_string(60'000'000 + n), 27, 22},
            .initial_litres = 100'000};
}

inline std::vector<MeterDraft> drafts_of(int from, int to, const std::string& zone = "14-B") {
    std::vector<MeterDraft> drafts;
    for (int n = from; n < to; ++n)
        drafts.push_back(draft_of(n, zone));
    return drafts;
}

// Meter n at noon of the d-th day since 1 September 2026.
inline edge::v1::MeterReading reading_of(int n, int day, std::int64_t litres) {
    edge::v1::MeterReading reading;
    reading.set_manufacturer("KAM");
    reading.set_serial(std::to_string(60'000'000 + n));
    reading.set_version(27);
    reading.set_device_type(22);
    reading.set_counter(static_cast<std::uint32_t>(day % 256));
    reading.set_payload_hash("hash" + std::to_string(1000 + day));
    const Instant noon = local_midnight(add_days(parse_date("2026-09-01").value(), day)) + std::chrono::hours(12);
    reading.set_taken_at_us(to_microseconds(noon));
    reading.set_time_quality(edge::v1::TIME_QUALITY_SYNCED);
    reading.set_volume_m3(Decimal(litres, 3).to_string());
    reading.set_gateway_id("gw-1");
    return reading;
}

class MeteringTest : public test::ContextTest {
protected:
    MeteringTest() : ContextTest("metering", migrations, "2026-12-01T12:00:00Z") {}
    void hear(const std::vector<edge::v1::MeterReading>& readings, AdministrationId administration = queretaro) {
        std::vector<platform::LoggedEvent> events;
        for (const auto& reading : readings)
            events.push_back(test::logged(reading, administration, 2));
        test::take(database_.pool(), administration, raw_readings_subscription(context_), events);
    }

    Context context_{database_.pool(), clock_, random_};
};

}  // namespace aquacis::metering
