#include "edge-node/gateway/receivers/known_meter.hpp"

#include "edge-node/gateway/receivers/meter_key.hpp"

namespace aquacis::edge {

MeterAddress read_meter_address(const Config& meter) {
    MeterAddress address{meter.text("manufacturer"), meter.text("serial"),
                         static_cast<std::uint8_t>(meter.integer("version", 0, 0, 255)),
                         static_cast<std::uint8_t>(meter.integer("device_type", 7, 0, 255))};
    if (!pack(address))
        throw ConfigError("[[receiver.meter]]: manufacturer must be three capital letters and serial eight digits");
    return address;
}

}  // namespace aquacis::edge
