#pragma once
// Payloads that are not made of data records, each an algorithm that driver files call by name.

#include "edge-node/decode/transport.hpp"

namespace aquacis::edge {

struct PayloadInput {
    const Layers& layers;
    std::span<const std::uint8_t> application;     // behind the transport header, decrypted
    std::optional<std::size_t> manufacturer_data;  // in `application`, when records came before it
    Cipher& cipher;
    const Key* key;
};

struct PayloadResult {
    LayerOutcome outcome = LayerOutcome::ok;
    std::size_t at = 0;  // in the frame's content
    std::string message;
};

struct PayloadAlgorithm {
    std::string_view name;
    bool replaces_records;  // the application holds no records at all, else the algorithm adds to them
    PayloadResult (*run)(const PayloadInput& input, Telegram& telegram);
};

// Null when there is no such algorithm.
const PayloadAlgorithm* find_payload(std::string_view name);

// The transport header of Apator's NA-1 and other A0–B7 telegrams is theirs alone; these telegrams need no driver
// match by version when the content proves itself.
PayloadResult read_prios(const PayloadInput& input, Telegram& telegram);

}  // namespace aquacis::edge
