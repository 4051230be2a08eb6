#pragma once
// A decoded telegram as one JSON object, the contract of `aquacis-edge decode --json`.

#include <string>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

std::string to_json(const Decoded& decoded);  // one line

}  // namespace aquacis::edge
