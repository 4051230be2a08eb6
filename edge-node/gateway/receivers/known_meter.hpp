#pragma once
// Meters that do not say who they are in M-Bus words: the settings do, one [[receiver.meter]] each.

#include "base/config/config.hpp"
#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

// manufacturer, serial, version (default 0) and device_type (default 7, water). Throws ConfigError.
MeterAddress read_meter_address(const Config& meter);

}  // namespace aquacis::edge
