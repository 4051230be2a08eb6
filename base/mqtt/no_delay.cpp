#include "base/mqtt/no_delay.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <filesystem>
#include <optional>

#include "base/parse_number.hpp"

namespace aquacis::mqtt {
namespace {

std::optional<std::uint16_t> port_of_peer(int descriptor) {
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &length) != 0) return std::nullopt;
    if (peer.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(peer).sin_port);
    if (peer.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(peer).sin6_port);
    return std::nullopt;
}

}  // namespace

void send_at_once(const std::string& server) {
    const auto port = parse_number<std::uint16_t>(server.substr(server.rfind(':') + 1));
    if (!port) return;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", fault), end; !fault && entry != end;
         entry.increment(fault)) {
        const auto descriptor = parse_number<int>(entry->path().filename().string());
        if (!descriptor || port_of_peer(*descriptor) != port) continue;
        constexpr int yes = 1;
        setsockopt(*descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
}

}  // namespace aquacis::mqtt
