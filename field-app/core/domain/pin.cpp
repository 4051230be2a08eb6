#include "field-app/core/domain/pin.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace aquacis::office {

std::string hash_pin(std::string_view pin, std::string_view salt) {
    constexpr std::uint64_t cost = 16384;
    constexpr std::uint64_t block = 8;
    constexpr std::uint64_t most_memory = 64ULL << 20U;
    std::string hash(32, '\0');
    if (EVP_PBE_scrypt(pin.data(), pin.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), cost,
                       block, 1, most_memory, reinterpret_cast<unsigned char*>(hash.data()), hash.size()) != 1)
        throw std::runtime_error("pin: scrypt is not available");
    return hash;
}

bool pin_matches(std::string_view pin, std::string_view salt, std::string_view hash) {
    const std::string given = hash_pin(pin, salt);
    return hash.size() == given.size() && CRYPTO_memcmp(given.data(), hash.data(), given.size()) == 0;
}

std::chrono::seconds pin_wait(int failures) {
    if (failures < free_pin_failures) return std::chrono::seconds(0);
    const int doublings = std::min(failures - free_pin_failures, 5);
    return std::min(std::chrono::seconds(30 << doublings), std::chrono::seconds(900));
}

}  // namespace aquacis::office
