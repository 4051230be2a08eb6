#pragma once
// What is kept of a cashier's PIN where it is registered and where it is checked: scrypt(PIN, salt, N=16384, r=8, p=1),
// 32 bytes.

#include <string>
#include <string_view>

namespace aquacis {

std::string hash_pin(std::string_view pin, std::string_view salt);  // throws when OpenSSL fails

}  // namespace aquacis
