#include "cloud/payments/service/fingerprint.hpp"

#include "base/sha256.hpp"

namespace aquacis::payments {

std::string fingerprint(std::string_view content) { return sha256_hex(content); }

}  // namespace aquacis::payments
