#pragma once

#include <string>
#include <string_view>

namespace aquacis {

std::string sha256(std::string_view bytes);      // 32 bytes
std::string sha256_hex(std::string_view bytes);  // 64 digits in lower case

}  // namespace aquacis
