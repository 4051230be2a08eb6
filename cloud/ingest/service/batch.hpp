#pragma once
// A gateway's message, unpacked with every limit kept, and the acknowledgement.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "aquacis/edge/v1/edge.pb.h"
#include "cloud/ingest/domain/reading.hpp"

namespace aquacis::ingest {

inline constexpr std::size_t max_packed_bytes = 262'144;
inline constexpr std::size_t max_unpacked_bytes = 1'048'576;
inline constexpr int max_readings = 500;

struct Batch {
    UplinkTopic from;
    edge::v1::UplinkBatch content;
};

// The batch, or why it is none.
std::variant<Batch, std::string> unpack(const UplinkTopic& from, const std::string& packed);

RawReading to_domain(const edge::v1::MeterReading& reading);

struct Outcome {
    UplinkTopic to;
    std::uint64_t batch_id = 0;
    std::uint32_t recorded = 0;
    std::uint32_t duplicates = 0;
    std::uint32_t quarantined = 0;
};
std::string ack_topic(const UplinkTopic& to);
std::string to_ack(const Outcome& outcome);

}  // namespace aquacis::ingest
