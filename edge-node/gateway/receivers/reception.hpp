#pragma once
// One telegram as a receiver heard it, and the way receivers hand it on.

#include "edge-node/decode/telegram.hpp"
#include "edge-node/spool/spool.hpp"

namespace aquacis::edge {

struct Reception {
    std::size_t receiver = 0;  // its place in the settings
    Bytes frame;
    Moment moment;
    int rssi_dbm = 0;                  // 0: unknown
    std::optional<Telegram> telegram;  // set by receivers whose telegrams are not M-Bus: nothing is left to decode
};

}  // namespace aquacis::edge
