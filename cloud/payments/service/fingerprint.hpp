#pragma once
// Two requests under one key are the same request when their fingerprints are equal.

#include <string>
#include <string_view>

namespace aquacis::payments {

std::string fingerprint(std::string_view content);  // SHA-256, hexadecimal

}  // namespace aquacis::payments
