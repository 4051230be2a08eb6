#pragma once
// The cloud's words: an UplinkBatch made of spool rows, compressed; an acknowledgement read.

#include <optional>
#include <span>
#include <string>

#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

struct SealedCounts {
    std::int64_t meters = 0;
    std::int64_t telegrams = 0;
};
struct BatchHead {
    std::string gateway_id;
    std::uint64_t batch_id = 0;
    std::optional<SealedCounts> sealed{};  // when it changed
    std::string release{};                 // with them
};

// At most Spool::max_taken rows; each row's body is a serialized MeterReading without what the spool keeps beside it.
std::string make_batch(const BatchHead& head, std::span<const SpoolRow> rows);

struct Ack {
    std::uint64_t batch_id = 0;
    std::uint32_t recorded = 0;
    std::uint32_t duplicates = 0;
    std::uint32_t quarantined = 0;
};
std::optional<Ack> read_ack(std::string_view bytes);

}  // namespace aquacis::edge
