#pragma once
// A small file that is there whole or not at all, also after a power cut.

#include <filesystem>
#include <string_view>

#include <sys/types.h>

namespace aquacis {

// Written beside and renamed over, each made durable before the next step. Throws std::system_error naming the file.
void write_durably(const std::filesystem::path& file, std::string_view content, mode_t mode = 0600);
void sync_folder(const std::filesystem::path& folder);  // what was renamed in it is durable

}  // namespace aquacis
