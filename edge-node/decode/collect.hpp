#pragma once
// From records to what the telegram says: total, target, clock, flow, temperature and status words.

#include "edge-node/decode/driver.hpp"

namespace aquacis::edge {

void collect_values(const Driver& driver, Telegram& telegram);

struct TransportStatus {
    std::optional<std::uint8_t> status;
    bool alarm_telegram = false;
};

// Adds to the words already there, sorts them and sets `alarm`.
void collect_status(const Driver& driver, const TransportStatus& transport, Telegram& telegram);

}  // namespace aquacis::edge
