#include "field-app/node/pin.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <stdexcept>

namespace aquacis::field {

std::string pin_verifier(std::string_view hash, std::string_view device_key) {
    std::string verifier(32, '\0');
    unsigned length = 0;
    if (HMAC(EVP_sha256(), device_key.data(), static_cast<int>(device_key.size()),
             reinterpret_cast<const unsigned char*>(hash.data()), hash.size(),
             reinterpret_cast<unsigned char*>(verifier.data()), &length) == nullptr)
        throw std::runtime_error("pin: HMAC is not available");
    return verifier;
}

bool pin_matches(std::string_view pin, const PinCheck& check) {
    const std::string given = pin_verifier(hash_pin(pin, check.salt), check.device_key);
    return check.verifier.size() == given.size() &&
           CRYPTO_memcmp(given.data(), check.verifier.data(), given.size()) == 0;
}

std::chrono::seconds pin_wait(int failures) {
    if (failures < free_pin_failures) return std::chrono::seconds(0);
    const int doublings = std::min(failures - free_pin_failures, 5);
    return std::min(std::chrono::seconds(30 << doublings), std::chrono::seconds(900));
}

}  // namespace aquacis::field
