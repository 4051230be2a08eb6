#pragma once
// The secret that a node keeps beside its file and never in it: what the file's pages, and what is stored of PINs, are
// made unreadable with. In a file of its own, mode 0600, 64 hexadecimal digits; where a machine can bind it to its chip
// (systemd-creds), the file is what the system unsealed.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace aquacis::sqlite {

class FileKey {
public:
    static constexpr std::size_t size = 32;
    explicit FileKey(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}

    // The key in the file. A missing one is made when `of` (the database) is not there yet or not encrypted; else it
    // throws Error: without its key that file cannot be read.
    static FileKey read_or_make(const std::filesystem::path& key_file, const std::filesystem::path& of);

    // As it stands in its file. Throws Error naming `of` when it is none.
    static FileKey parse(std::string_view text, const std::filesystem::path& of);
    std::string text() const;

    std::string derive(std::string_view purpose) const;  // 32 bytes: HMAC-SHA-256 of the purpose
    friend bool operator==(const FileKey&, const FileKey&) = default;

private:
    std::array<std::uint8_t, size> bytes_;
};

}  // namespace aquacis::sqlite
