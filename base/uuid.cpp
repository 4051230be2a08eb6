#include "base/uuid.hpp"

#include <openssl/evp.h>

#include <memory>
#include <random>
#include <stdexcept>

namespace aquacis {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_dash_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

void set_version(Uuid::Bytes& bytes, std::uint8_t version) {
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | (version << 4U));
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Bytes bytes{};
    std::size_t nibble = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_dash_place(at)) {
            if (text[at] != '-') return std::nullopt;
            continue;
        }
        const int digit = hex_digit(text[at]);
        if (digit < 0) return std::nullopt;
        bytes.at(nibble / 2) = static_cast<std::uint8_t>(bytes.at(nibble / 2) << 4U | static_cast<unsigned>(digit));
        ++nibble;
    }
    return Uuid(bytes);
}

std::optional<Uuid> Uuid::from_bytes(std::string_view raw) {
    Bytes bytes{};
    if (raw.size() != bytes.size()) return std::nullopt;
    std::copy(raw.begin(), raw.end(), bytes.begin());
    return Uuid(bytes);
}

std::string Uuid::to_string() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (const std::uint8_t byte : bytes_) {
        if (is_dash_place(text.size())) text.push_back('-');
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 0x0FU]);
    }
    return text;
}

RandomBits system_random() {
    return [device = std::make_shared<std::random_device>()] {
        return static_cast<std::uint64_t>((*device)()) << 32U | (*device)();
    };
}

RandomBits seeded_random(std::uint64_t seed) {
    return [engine = std::make_shared<std::mt19937_64>(seed)] { return (*engine)(); };
}

Uuid make_uuid_v7(Instant now, const RandomBits& random) {
    const auto ms = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    const std::uint64_t high = random();
    const std::uint64_t low = random();
    Uuid::Bytes bytes{};
    for (std::size_t i = 0; i < 6; ++i)
        bytes.at(i) = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    for (std::size_t i = 0; i < 2; ++i)
        bytes.at(6 + i) = static_cast<std::uint8_t>(high >> (8 * i));
    for (std::size_t i = 0; i < 8; ++i)
        bytes.at(8 + i) = static_cast<std::uint8_t>(low >> (8 * i));
    set_version(bytes, 7);
    return Uuid(bytes);
}

Uuid make_named_uuid(const Uuid& space, std::string_view name) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::array<std::uint8_t, 32> digest{};
    if (!hash || EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) != 1 ||
        EVP_DigestUpdate(hash.get(), space.bytes().data(), space.bytes().size()) != 1 ||
        EVP_DigestUpdate(hash.get(), name.data(), name.size()) != 1 ||
        EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr) != 1)
        throw std::runtime_error("uuid: SHA-256 is not available");
    Uuid::Bytes bytes{};
    std::copy_n(digest.begin(), bytes.size(), bytes.begin());
    set_version(bytes, 8);
    return Uuid(bytes);
}

}  // namespace aquacis
