#pragma once
// AES-128 in the modes of EN 13757-7, on OpenSSL contexts that are kept from telegram to telegram.

#include <memory>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

using Block = std::array<std::uint8_t, 16>;

class Cipher {
public:
    Cipher();  // throws std::runtime_error when the crypto library lacks AES
    ~Cipher();
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;

    // In place, whole blocks, no padding.
    void cbc_decrypt(const Key& key, const Block& iv, std::span<std::uint8_t> bytes);
    void cbc_encrypt(const Key& key, const Block& iv, std::span<std::uint8_t> bytes);
    // In place; counter mode is its own inverse.
    void ctr(const Key& key, const Block& iv, std::span<std::uint8_t> bytes);
    Block cmac(const Key& key, std::span<const std::uint8_t> message);

private:
    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
};

// Security profile B: the keys of one telegram, from the meter's key, its message counter and its identification.
struct DerivedKeys {
    Key encryption;
    Key authentication;
};
DerivedKeys derive_keys(Cipher& cipher, const Key& key, std::span<const std::uint8_t, 4> counter,
                        std::span<const std::uint8_t, 4> id);

}  // namespace aquacis::edge
