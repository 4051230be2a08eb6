#include "base/descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace aquacis {
namespace {

constexpr rlim_t most_descriptors = 65'536;
constexpr rlim_t kept_back = 256;

}  // namespace

void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const rlim_t wanted = std::min(limit.rlim_max, most_descriptors);
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int most_guests() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return most_descriptors;
    const rlim_t all = std::min(limit.rlim_cur, most_descriptors);
    return static_cast<int>(all - std::min(kept_back, all / 2));
}

bool has_room_for_guest() {
    const int lowest_free = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    if (lowest_free < 0) return errno == EBADF;  // without stderr nothing is known; accept() will tell
    ::close(lowest_free);
    return lowest_free < most_guests();
}

}  // namespace aquacis
