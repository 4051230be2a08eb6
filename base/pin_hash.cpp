#include "base/pin_hash.hpp"

#include <openssl/evp.h>

#include <cstdint>
#include <stdexcept>

namespace aquacis {

std::string hash_pin(std::string_view pin, std::string_view salt) {
    constexpr std::uint64_t cost = 16384, block = 8, most_memory = 64ULL << 20U;
    std::string hash(32, '\0');
    if (EVP_PBE_scrypt(pin.data(), pin.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), cost,
                       block, 1, most_memory, reinterpret_cast<unsigned char*>(hash.data()), hash.size()) != 1)
        throw std::runtime_error("pin: scrypt is not available");
    return hash;
}

}  // namespace aquacis
