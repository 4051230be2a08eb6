#pragma once
// A whole file as text.

#include <cstddef>
#include <filesystem>
#include <string>

namespace aquacis {

// Throws std::system_error naming the file when it cannot be read or has more than `most` bytes.
std::string read_file(const std::filesystem::path& file, std::size_t most = std::size_t{64} << 20);

}  // namespace aquacis
