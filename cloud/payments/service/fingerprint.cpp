#include "cloud/payments/service/fingerprint.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace aquacis::payments {

std::string fingerprint(std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (EVP_Digest(content.data(), content.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("sha256: the digest failed");
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text.push_back(digits[digest[i] >> 4U]);
        text.push_back(digits[digest[i] & 0x0FU]);
    }
    return text;
}

}  // namespace aquacis::payments
