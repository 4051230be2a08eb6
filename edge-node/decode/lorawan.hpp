#pragma once
// LoRaWAN application payloads of water meters, pulse counters and sensors: layouts are data in
// edge-node/drivers/lorawan/*.toml, irregular ones are algorithms in code.

#include "edge-node/decode/decoder.hpp"

namespace aquacis::edge {

struct LorawanUplink {
    std::string vendor;  // "axioma"
    std::string model;   // "qalcosonic-w1"
    unsigned port = 0;
    std::span<const std::uint8_t> payload;
};

class LorawanDecoder {
public:
    // Reads the embedded layouts; throws std::runtime_error when one of them is wrong.
    LorawanDecoder(const Drivers& drivers, FormatStore& formats);
    ~LorawanDecoder();
    LorawanDecoder(LorawanDecoder&&) noexcept;
    LorawanDecoder& operator=(LorawanDecoder&&) noexcept;

    // The same shape as a radio telegram: a pulse counter's count is the record "pulses", the cloud knows its litres.
    // Never throws on any payload.
    Decoded decode(const LorawanUplink& uplink);

    // "vendor/model" of every layout, for messages and the local page.
    std::vector<std::string> models() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace aquacis::edge
