#include "cloud/ingest/service/batch.hpp"

#include <zstd.h>

namespace aquacis::ingest {
namespace {

std::optional<std::string> decompress(const std::string& packed) {
    const unsigned long long named = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (named == ZSTD_CONTENTSIZE_ERROR || named == ZSTD_CONTENTSIZE_UNKNOWN || named > max_unpacked_bytes)
        return std::nullopt;
    std::string plain(static_cast<std::size_t>(named), '\0');
    const std::size_t size = ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
    if (ZSTD_isError(size) != 0 || size != plain.size()) return std::nullopt;
    return plain;
}

}  // namespace

std::variant<Batch, std::string> unpack(const UplinkTopic& from, const std::string& packed) {
    if (packed.size() > max_packed_bytes) return "larger than " + std::to_string(max_packed_bytes) + " bytes";
    const auto plain = decompress(packed);
    if (!plain) return "not zstd, or larger than " + std::to_string(max_unpacked_bytes) + " bytes unpacked";
    Batch batch{from, {}};
    if (!batch.content.ParseFromString(*plain)) return "not an UplinkBatch";
    if (batch.content.readings_size() > max_readings) return "more than " + std::to_string(max_readings) + " readings";
    if (batch.content.gateway_id() != from.gateway_id) return "the batch names another gateway than its topic";
    // Who heard a reading is whose certificate sent it, whatever its text says.
    for (edge::v1::MeterReading& reading : *batch.content.mutable_readings())
        reading.set_gateway_id(from.gateway_id);
    return batch;
}

RawReading to_domain(const edge::v1::MeterReading& reading) {
    return {reading.manufacturer(),
            reading.serial(),
            reading.version(),
            reading.device_type(),
            reading.counter(),
            reading.payload_hash(),
            from_microseconds(reading.taken_at_us()),
            reading.volume_m3(),
            reading.target_volume_m3(),
            reading.flow_m3_h(),
            reading.temperature_c(),
            reading.pressure_bar(),
            reading.target_date(),
            reading.driver(),
            {reading.status().begin(), reading.status().end()}};
}

std::string ack_topic(const UplinkTopic& to) { return topic_of(to, "ack"); }

std::string to_ack(const Outcome& outcome) {
    edge::v1::BatchAck ack;
    ack.set_batch_id(outcome.batch_id);
    ack.set_recorded(outcome.recorded);
    ack.set_duplicates(outcome.duplicates);
    ack.set_quarantined(outcome.quarantined);
    return ack.SerializeAsString();
}

}  // namespace aquacis::ingest
