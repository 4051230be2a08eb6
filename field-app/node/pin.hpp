#pragma once
// A cashier's PIN: what the server keeps of it is its hash; what this device keeps is that under a key of its own,
// which is not in its file. And how long one waits after wrong ones.

#include <chrono>
#include <string>
#include <string_view>

#include "base/pin_hash.hpp"

namespace aquacis::field {

// HMAC-SHA-256 of the hash under the device's key: worth nothing without that key, and on no other device.
std::string pin_verifier(std::string_view hash, std::string_view device_key);

struct PinCheck {
    std::string_view salt, verifier, device_key;
};
bool pin_matches(std::string_view pin, const PinCheck& check);  // in constant time

inline constexpr int free_pin_failures = 5;
std::chrono::seconds pin_wait(int failures);  // 0 below five, then 30 s doubling up to 15 min

}  // namespace aquacis::field
