#include "base/files.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace aquacis {

std::string read_file(const std::filesystem::path& file, std::size_t most) {
    const auto failed = [&](int why) { return std::system_error(why, std::generic_category(), file.string()); };
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) throw failed(errno);
    const auto size = in.tellg();
    if (size < 0) throw failed(EIO);
    if (static_cast<std::size_t>(size) > most) throw failed(EFBIG);
    std::string content(static_cast<std::size_t>(size), '\0');
    in.seekg(0);
    if (!in.read(content.data(), size)) throw failed(EIO);
    return content;
}

}  // namespace aquacis
