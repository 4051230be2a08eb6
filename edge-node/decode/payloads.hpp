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
    bool manufacturer_ci;   // only for telegrams whose CI is the maker's own (A0–B7)
    PayloadResult (*run)(const PayloadInput& input, Telegram& telegram);
};

// Null when there is no such algorithm.
const PayloadAlgorithm* find_payload(std::string_view name);

// Diehl's shift-register cipher on short-header telegrams, opened in place; false when no key fits.
bool open_diehl(Layers& layers, const Key* key);

}  // namespace aquacis::edge
