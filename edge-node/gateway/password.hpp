#pragma once
// The local page's password: made by the node, shown once, kept as a scrypt hash. There is no default one.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/uuid.hpp"

namespace aquacis::edge {

std::string make_password(const RandomBits& random);  // 20 letters and digits that are not mistaken for each other
void keep_password(const std::filesystem::path& file, std::string_view password);  // mode 0600
// False also when there is no file: then nobody can log in.
bool password_fits(const std::filesystem::path& file, std::string_view password);

}  // namespace aquacis::edge
