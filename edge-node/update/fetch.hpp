#pragma once
// Brings a bundle over a bad link: in pieces, going on where it was cut, also by another process after a power cut.

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace aquacis::edge::update {

struct FetchWish {
    std::string url;              // https://host[:port]/path; http:// to 127.0.0.1 alone
    std::string sha256;           // of the file: 64 hexadecimal digits, lower case
    std::string authorities_pem;  // of the server's certificate, besides the system's
    std::int64_t keep_free_bytes = 0;
};

struct FetchWays {
    std::function<bool()> give_up;
    std::function<void(std::chrono::milliseconds)> pause;
};

inline constexpr std::int64_t largest_bundle = 268'435'456;  // 256 MiB

// The file in `folder`, whole and durable. Throws UpdateError when the server does not have it, it is another file than
// was named, there is no room, or it was given up; std::system_error when the disk fails.
std::filesystem::path fetch(const FetchWish& wish, const std::filesystem::path& folder, const FetchWays& ways);

}  // namespace aquacis::edge::update
