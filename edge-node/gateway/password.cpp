#include "edge-node/gateway/password.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t letters_count = 20;
constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes_count = 32;
// 8 MiB for a moment: what a small gateway can spare.
constexpr std::uint64_t scrypt_n = 8'192;
constexpr std::uint64_t scrypt_r = 8;
constexpr std::uint64_t scrypt_p = 1;
constexpr std::uint64_t scrypt_memory = 32 * 1024 * 1024;

Bytes hash(std::string_view password, std::span<const std::uint8_t> salt) {
    Bytes made(hash_bytes_count);
    if (EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), scrypt_n, scrypt_r, scrypt_p,
                       scrypt_memory, made.data(), made.size()) != 1)
        throw std::runtime_error("OpenSSL: scrypt failed");
    return made;
}

}  // namespace

std::string make_password(const RandomBits& random) {
    std::string made;
    while (made.size() < letters_count)
        made.push_back(letters[random() % letters.size()]);
    return made;
}

void keep_password(const std::filesystem::path& file, std::string_view password) {
    Bytes salt(salt_bytes);
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1)
        throw std::runtime_error("OpenSSL: no random bytes");
    const std::string text = to_hex(salt) + " " + to_hex(hash(password, salt)) + "\n";
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0) ::close(fd);
    if (!written) throw std::runtime_error("cannot write " + file.string());
}

bool password_fits(const std::filesystem::path& file, std::string_view password) {
    std::ifstream in(file);
    std::string salt_hex, hash_hex;
    if (!(in >> salt_hex >> hash_hex)) return false;
    const auto salt = parse_hex(salt_hex);
    const auto kept = parse_hex(hash_hex);
    if (!salt || !kept || kept->size() != hash_bytes_count) return false;
    return CRYPTO_memcmp(hash(password, *salt).data(), kept->data(), hash_bytes_count) == 0;
}

}  // namespace aquacis::edge
