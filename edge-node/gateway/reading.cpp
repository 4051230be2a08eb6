#include "edge-node/gateway/reading.hpp"

#include "aquacis/edge/v1/edge.pb.h"

namespace aquacis::edge {
namespace {

std::string big_endian(std::uint64_t number) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(number >> shift));
    return bytes;
}

constexpr std::int64_t most_m3 = 1'000'000'000'000;

}  // namespace

std::optional<std::int64_t> litres_of(const Telegram& telegram) {
    const auto& volume = telegram.volume_m3;
    if (!volume || *volume > Decimal::integer(most_m3) || *volume < Decimal::integer(-most_m3)) return std::nullopt;
    return volume->scaled_integer(3, Rounding::down);
}

std::string to_body(const Telegram& telegram, const ReadingIdentity& identity, TimeQuality quality) {
    v1::MeterReading reading;
    reading.set_manufacturer(telegram.address.manufacturer);
    reading.set_serial(telegram.address.id);
    reading.set_version(telegram.address.version);
    reading.set_device_type(telegram.address.device_type);
    reading.set_counter(identity.counter);
    reading.set_payload_hash(big_endian(identity.payload_hash));
    if (telegram.volume_m3) reading.set_volume_m3(telegram.volume_m3->to_string());
    if (telegram.target_volume_m3) reading.set_target_volume_m3(telegram.target_volume_m3->to_string());
    if (telegram.target_date) reading.set_target_date(*telegram.target_date);
    if (telegram.flow_m3_h) reading.set_flow_m3_h(telegram.flow_m3_h->to_string());
    if (telegram.temperature_c) reading.set_temperature_c(telegram.temperature_c->to_string());
    if (telegram.pressure_bar) reading.set_pressure_bar(telegram.pressure_bar->to_string());
    for (const std::string& word : telegram.status)
        reading.add_status(word);
    reading.set_driver(telegram.driver);
    if (quality == TimeQuality::meter) reading.set_time_quality(v1::TIME_QUALITY_METER);
    return reading.SerializeAsString();
}

}  // namespace aquacis::edge
