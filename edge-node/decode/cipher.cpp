#include "edge-node/decode/cipher.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <stdexcept>

namespace aquacis::edge {
namespace {

struct FreeCipher {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherPointer = std::unique_ptr<EVP_CIPHER, FreeCipher>;
using ContextPointer = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void require(bool ok) {
    if (!ok) throw std::runtime_error("edge: the crypto library refused an AES-128 operation");
}

// One direction of one mode; setting the key is most of the cost, so the last one stays.
class Mode {
public:
    Mode(const char* name, bool encrypting)
        : cipher_(EVP_CIPHER_fetch(nullptr, name, nullptr)), context_(EVP_CIPHER_CTX_new()) {
        require(cipher_ && context_);
        const Key zero{};
        require(EVP_CipherInit_ex(context_.get(), cipher_.get(), nullptr, zero.data(), zero.data(),
                                  encrypting ? 1 : 0) == 1);
        require(EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1);
        key_ = zero;
    }

    void run(const Key& key, const Block& iv, std::span<std::uint8_t> bytes) {
        const bool same = key == key_;
        require(EVP_CipherInit_ex(context_.get(), nullptr, nullptr, same ? nullptr : key.data(), iv.data(), -1) == 1);
        key_ = key;
        int written = 0;
        require(EVP_CipherUpdate(context_.get(), bytes.data(), &written, bytes.data(),
                                 static_cast<int>(bytes.size())) == 1);
    }

private:
    CipherPointer cipher_;
    ContextPointer context_;
    Key key_{};
};

Block doubled(const Block& in) {
    Block out{};
    for (std::size_t i = 0; i < in.size(); ++i) {
        const unsigned next = i + 1 < in.size() ? in[i + 1] >> 7 : 0U;
        out[i] = static_cast<std::uint8_t>((in[i] << 1) | next);
    }
    if ((in[0] & 0x80) != 0) out[15] ^= 0x87;
    return out;
}

}  // namespace

struct Cipher::Contexts {
    Mode cbc_decrypt{"AES-128-CBC", false};
    Mode cbc_encrypt{"AES-128-CBC", true};
    Mode ctr{"AES-128-CTR", true};
};

Cipher::Cipher() : contexts_(std::make_unique<Contexts>()) {}
Cipher::~Cipher() = default;

void Cipher::cbc_decrypt(const Key& key, const Block& iv, std::span<std::uint8_t> bytes) {
    contexts_->cbc_decrypt.run(key, iv, bytes);
}

void Cipher::cbc_encrypt(const Key& key, const Block& iv, std::span<std::uint8_t> bytes) {
    contexts_->cbc_encrypt.run(key, iv, bytes);
}

void Cipher::ctr(const Key& key, const Block& iv, std::span<std::uint8_t> bytes) { contexts_->ctr.run(key, iv, bytes); }

// RFC 4493 on the CBC context: cheaper than a MAC object for messages of a few blocks.
Block Cipher::cmac(const Key& key, std::span<const std::uint8_t> message) {
    const Block zero{};
    Block subkey{};
    cbc_encrypt(key, zero, subkey);
    subkey = doubled(subkey);
    const std::size_t blocks = std::max<std::size_t>(1, (message.size() + 15) / 16);
    const bool whole = message.size() == blocks * 16;
    if (!whole) subkey = doubled(subkey);
    Bytes padded(blocks * 16, 0);
    std::copy(message.begin(), message.end(), padded.begin());
    if (!whole) padded[message.size()] = 0x80;
    const std::size_t last = (blocks - 1) * 16;
    for (std::size_t i = 0; i < 16; ++i)
        padded[last + i] ^= subkey[i];
    cbc_encrypt(key, zero, padded);
    Block mac{};
    std::copy_n(padded.begin() + static_cast<std::ptrdiff_t>(last), 16, mac.begin());
    return mac;
}

DerivedKeys derive_keys(Cipher& cipher, const Key& key, std::span<const std::uint8_t, 4> counter,
                        std::span<const std::uint8_t, 4> id) {
    Block input{};
    std::fill(input.begin(), input.end(), std::uint8_t{7});
    std::copy(counter.begin(), counter.end(), input.begin() + 1);
    std::copy(id.begin(), id.end(), input.begin() + 5);
    DerivedKeys keys{};
    input[0] = 0;
    keys.encryption = cipher.cmac(key, input);
    input[0] = 1;
    keys.authentication = cipher.cmac(key, input);
    return keys;
}

}  // namespace aquacis::edge
