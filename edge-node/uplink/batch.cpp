#include "edge-node/uplink/batch.hpp"

#include <zstd.h>

#include <cassert>
#include <stdexcept>

#include "aquacis/edge/v1/edge.pb.h"

namespace aquacis::edge {
namespace {

constexpr int zstd_level = 1;

v1::TimeQuality to_proto(TimeQuality quality) { return static_cast<v1::TimeQuality>(quality); }

std::string compress(const std::string& plain) {
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size = ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), zstd_level);
    if (ZSTD_isError(size) != 0) throw std::runtime_error(std::string("zstd: ") + ZSTD_getErrorName(size));
    packed.resize(size);
    return packed;
}

}  // namespace

std::string make_batch(const BatchHead& head, std::span<const SpoolRow> rows) {
    assert(rows.size() <= static_cast<std::size_t>(Spool::max_taken));
    v1::UplinkBatch batch;
    batch.set_gateway_id(head.gateway_id);
    batch.set_batch_id(head.batch_id);
    if (head.sealed) {
        batch.mutable_undecryptable()->set_meters(static_cast<std::uint32_t>(head.sealed->meters));
        batch.mutable_undecryptable()->set_telegrams(static_cast<std::uint32_t>(head.sealed->telegrams));
        batch.set_release(head.release);
    }
    for (const SpoolRow& row : rows) {
        v1::MeterReading* reading = batch.add_readings();
        reading->ParseFromString(row.body);
        reading->set_taken_at_us(to_microseconds(row.taken_at));
        // The meter's own time stays the meter's own, whatever this node's clock was worth.
        if (reading->time_quality() != v1::TIME_QUALITY_METER) reading->set_time_quality(to_proto(row.quality));
        reading->set_rssi_dbm(row.rssi_dbm);
        reading->set_reading_class(static_cast<v1::ReadingClass>(class_of(row.row)));
        reading->set_gateway_id(head.gateway_id);
        batch.add_spool_rows(static_cast<std::uint64_t>(row.row));
    }
    return compress(batch.SerializeAsString());
}

std::optional<Ack> read_ack(std::string_view bytes) {
    v1::BatchAck ack;
    if (!ack.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
    return Ack{ack.batch_id(), ack.recorded(), ack.duplicates(), ack.quarantined()};
}

}  // namespace aquacis::edge
