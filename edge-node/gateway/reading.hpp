#pragma once
// A decoded telegram as the spool keeps it and the cloud reads it.

#include <optional>
#include <string>

#include "edge-node/decode/telegram.hpp"
#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

struct ReadingIdentity {
    std::uint32_t counter = 0;
    std::uint64_t payload_hash = 0;
};

// A serialized MeterReading without time, RSSI, class and gateway: the spool's columns hold those.
std::string to_body(const Telegram& telegram, const ReadingIdentity& identity, TimeQuality quality);

// The total as the local page shows it; nothing when there is none, or one that no register holds.
std::optional<std::int64_t> litres_of(const Telegram& telegram);

}  // namespace aquacis::edge
