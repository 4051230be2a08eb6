#include "cloud/platform/database/field_cipher.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <sstream>
#include <stdexcept>

namespace aquacis::platform {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

unsigned char* bytes_of(std::string& text, std::size_t at) {
    return reinterpret_cast<unsigned char*>(text.data()) + at;
}
const unsigned char* bytes_of(std::string_view text, std::size_t at) {
    return reinterpret_cast<const unsigned char*>(text.data()) + at;
}

void require(bool done) {
    if (!done) throw std::runtime_error("field cipher: OpenSSL refused");
}

FieldCipher::Key parse_key(const std::string& hex) {
    FieldCipher::Key key{};
    if (hex.size() != 2 * key.size() || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        throw std::runtime_error("personal data keys: a key must be 64 hexadecimal digits");
    for (std::size_t i = 0; i < key.size(); ++i)
        key.at(i) = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
    return key;
}

}  // namespace

FieldCipher::FieldCipher(Keys keys) : keys_(std::move(keys)) {
    if (keys_.by_id.count(keys_.current) == 0)
        throw std::runtime_error("personal data keys: the current key is missing");
}

FieldCipher FieldCipher::from_file_text(std::string_view text) {
    Keys keys;
    std::istringstream lines{std::string(text)};
    bool has_index = false;
    for (std::string name, hex; lines >> name >> hex;) {
        if (name == "index") {
            keys.index = parse_key(hex);
            has_index = true;
            continue;
        }
        const int id = std::stoi(name);
        if (id < 1 || id > 255) throw std::runtime_error("personal data keys: a key's id is 1 to 255");
        keys.current = static_cast<std::uint8_t>(id);
        keys.by_id[keys.current] = parse_key(hex);
    }
    // With a key of zeros anybody could find a phone by trying all of them.
    if (!has_index) throw std::runtime_error("personal data keys: the line \"index\" is missing");
    return FieldCipher(std::move(keys));
}

std::string FieldCipher::seal(std::string_view plain, std::string_view place) const {
    std::string sealed(1 + nonce_size + plain.size() + tag_size, '\0');
    sealed[0] = static_cast<char>(keys_.current);
    require(RAND_bytes(bytes_of(sealed, 1), nonce_size) == 1);
    const Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, keys_.by_id.at(keys_.current).data(),
                               bytes_of(sealed, 1)) == 1);
    require(EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(place, 0), static_cast<int>(place.size())) ==
            1);
    require(EVP_EncryptUpdate(context.get(), bytes_of(sealed, 1 + nonce_size), &length, bytes_of(plain, 0),
                              static_cast<int>(plain.size())) == 1);
    require(EVP_EncryptFinal_ex(context.get(), bytes_of(sealed, 1 + nonce_size + plain.size()), &length) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size,
                                bytes_of(sealed, sealed.size() - tag_size)) == 1);
    return sealed;
}

std::string FieldCipher::open(std::string_view sealed, std::string_view place) const {
    if (sealed.size() < 1 + nonce_size + tag_size) throw std::runtime_error("field cipher: the value is too short");
    const auto key = keys_.by_id.find(static_cast<std::uint8_t>(sealed[0]));
    if (key == keys_.by_id.end()) throw std::runtime_error("field cipher: the value's key is not in the keys file");
    std::string plain(sealed.size() - 1 - nonce_size - tag_size, '\0');
    std::string tag(sealed.substr(sealed.size() - tag_size));
    const Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key->second.data(), bytes_of(sealed, 1)) ==
            1);
    require(EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(place, 0), static_cast<int>(place.size())) ==
            1);
    require(EVP_DecryptUpdate(context.get(), bytes_of(plain, 0), &length, bytes_of(sealed, 1 + nonce_size),
                              static_cast<int>(plain.size())) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1);
    unsigned char none = 0;
    if (EVP_DecryptFinal_ex(context.get(), &none, &length) != 1)
        throw std::runtime_error("field cipher: the value was changed or moved");
    return plain;
}

std::string FieldCipher::blind_index(std::string_view plain, std::string_view column) const {
    const std::string text = std::string(column) + '\0' + std::string(plain);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    require(HMAC(EVP_sha256(), keys_.index.data(), static_cast<int>(keys_.index.size()),
                 bytes_of(std::string_view(text), 0), text.size(), digest, &length) != nullptr);
    return {reinterpret_cast<char*>(digest), 16};
}

}  // namespace aquacis::platform
