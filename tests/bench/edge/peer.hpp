#pragma once
// wmbusmeters on the same telegrams, in the same run. Its program is named by AQUACIS_WMBUSMETERS, or found on the
// PATH.

#include <optional>
#include <string>
#include <vector>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge::bench {

// Telegrams a second of processor time; nothing when there is no such program. Throws std::runtime_error when it does
// not decode them.
std::optional<double> peer_rate(const std::vector<Bytes>& telegrams, const std::optional<Key>& key);

}  // namespace aquacis::edge::bench
