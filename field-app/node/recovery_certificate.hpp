#pragma once
// The certificate of the office's recovery key, as enrolling and each renewal bring it.

#include <filesystem>
#include <string>

namespace aquacis::field {

// Throws std::runtime_error when nothing can be wrapped for it, or it cannot be written; what stood there stays.
void keep_recovery_certificate(const std::filesystem::path& file, const std::string& pem);

}  // namespace aquacis::field
