#pragma once
// Words of the interface for what a telegram holds. Spanish of Mexico.

#include <string>
#include <string_view>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

std::string spanish_quantity(const Record& record);    // "Volumen total"
std::string spanish_value(const Record& record);       // "1,309.209 m³"
std::string spanish_meaning(const Record& record);     // "DIF 04: entero de 32 bits; VIF 13: litros"
std::string spanish_device_type(std::uint8_t type);    // "agua fría"
std::string spanish_status(std::string_view word);     // "fuga"; the word itself when it has no translation
std::string spanish_error(std::string_view message);   // of a DecodeError
std::string spanish_hex_fault(const HexFault& fault);  // names the byte and the remedy
std::string with_thousands(std::string_view decimal);  // "1309.209" → "1,309.209"

}  // namespace aquacis::edge
