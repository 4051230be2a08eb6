#pragma once
// The batches that both benchmarks send: every reading another meter's, of gateways of thirteen administrations.

#include "base/time.hpp"
#include "cloud/ingest/service/batch.hpp"

namespace aquacis::ingest::bench {

inline constexpr int administrations = 13;
inline AdministrationId administration_of(int gateway) { return AdministrationId(11 + gateway % administrations); }

inline Batch make_batch(int gateway, int number, Instant at, int readings = max_readings) {
    Batch batch{{administration_of(gateway), "GW-" + std::to_string(gateway)}, {}};
    batch.content.set_gateway_id(batch.from.gateway_id);
    batch.content.set_batch_id(static_cast<std::uint64_t>(number));
    for (int i = 0; i < readings; ++i) {
        auto* reading = batch.content.add_readings();
        reading->set_manufacturer("KAM");
        reading->set_serial(std::to_string(10'000'000 + gateway * 2'000'000 + number * readings + i));
        reading->set_version(27);
        reading->set_device_type(22);
        reading->set_counter(static_cast<std::uint32_t>(i % 256));
        reading->set_payload_hash("abcdefgh");
        reading->set_taken_at_us(to_microseconds(at));
        reading->set_volume_m3("1234.567");
        reading->set_driver("kamwater");
        reading->set_gateway_id(batch.from.gateway_id);
    }
    return batch;
}

}  // namespace aquacis::ingest::bench
