#pragma once
// A cashier's PIN: scrypt(PIN, salt, N=16384, r=8, p=1), 32 bytes; and how long one waits after wrong ones.

#include <chrono>
#include <string>
#include <string_view>

namespace aquacis::office {

std::string hash_pin(std::string_view pin, std::string_view salt);                     // throws when OpenSSL fails
bool pin_matches(std::string_view pin, std::string_view salt, std::string_view hash);  // in constant time

inline constexpr int free_pin_failures = 5;
std::chrono::seconds pin_wait(int failures);  // 0 below five, then 30 s doubling up to 15 min

}  // namespace aquacis::office
