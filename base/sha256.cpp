#include "base/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace aquacis {

std::string sha256(std::string_view bytes) {
    std::string digest(32, '\0');
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &length, EVP_sha256(),
                   nullptr) != 1 ||
        length != digest.size())
        throw std::runtime_error("OpenSSL: SHA-256 failed");
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char byte : sha256(bytes)) {
        text.push_back(digits[static_cast<unsigned char>(byte) >> 4U]);
        text.push_back(digits[static_cast<unsigned char>(byte) & 0x0FU]);
    }
    return text;
}

}  // namespace aquacis
