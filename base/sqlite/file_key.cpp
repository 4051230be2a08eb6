#include "base/sqlite/file_key.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sqlite3.h>

#include <fstream>

#include "base/durable_file.hpp"
#include "base/sqlite/encrypted_vfs.hpp"
#include "base/sqlite/sqlite.hpp"

namespace aquacis::sqlite {
namespace {

namespace fs = std::filesystem;

FileKey new_key() {
    std::array<unsigned char, FileKey::size> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw Error(SQLITE_ERROR, "sqlite: no random bytes for a key");
    return FileKey(bytes);
}

}  // namespace

FileKey FileKey::parse(std::string_view text, const fs::path& of) {
    std::array<std::uint8_t, FileKey::size> bytes{};
    const auto digit = [&](std::size_t at) -> unsigned {
        const std::size_t value = at < text.size() ? std::string_view("0123456789abcdef").find(text[at]) : text.npos;
        if (value == text.npos)
            throw Error(SQLITE_AUTH, "sqlite: " + of.string() + " holds no key: 64 hexadecimal digits are expected");
        return static_cast<unsigned>(value);
    };
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes.at(i) = static_cast<std::uint8_t>(digit(2 * i) << 4U | digit(2 * i + 1));
    return FileKey(bytes);
}

std::string FileKey::text() const {
    std::string text;
    for (const unsigned char byte : bytes_) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text + "\n";
}

FileKey FileKey::read_or_make(const fs::path& key_file, const fs::path& of) {
    if (!fs::exists(key_file)) {
        if (shape_of(of) == FileShape::other)
            throw Error(SQLITE_AUTH, "sqlite: the key file " + key_file.string() + " is missing, and without it " +
                                         of.string() +
                                         " cannot be read; put the key file back, or open the database with the "
                                         "office's recovery key (aquacis-till "
                                         "export --recovery-key)");
        if (key_file.has_parent_path()) fs::create_directories(key_file.parent_path());
        write_durably(key_file, new_key().text());
    }
    std::ifstream in(key_file);
    std::string text;
    std::getline(in, text);
    return parse(text, key_file);
}

std::string FileKey::derive(std::string_view purpose) const {
    std::string derived(size, '\0');
    unsigned length = 0;
    if (HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
             reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
             reinterpret_cast<unsigned char*>(derived.data()), &length) == nullptr)
        throw Error(SQLITE_ERROR, "sqlite: OpenSSL cannot derive a key");
    return derived;
}

}  // namespace aquacis::sqlite
