#pragma once
// What each byte range of a telegram means, in the interface's Spanish, for the command line and the local page.

#include "edge-node/decode/decoder.hpp"

namespace aquacis::edge {

struct Explained {
    std::size_t offset = 0;  // in the telegram as received
    std::size_t length = 0;
    std::string kind;     // link | address | transport | crypto | record | status | filler | crc | manufacturer | error
    std::string field;    // "Volumen total"
    std::string value;    // "1,309.209 m³"
    std::string meaning;  // "DIF 04: entero de 32 bits; VIF 13: litros"
    std::string hex = {};  // the range's bytes, decrypted where they were encrypted
};

std::vector<Explained> explain(std::span<const std::uint8_t> telegram, const Key* key, const Drivers& drivers,
                               FormatStore& formats);

}  // namespace aquacis::edge
