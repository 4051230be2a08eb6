#include "base/mqtt/no_delay.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <filesystem>
#include <optional>

namespace aquacis::mqtt {
namespace {

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

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
    const auto port = number_in<std::uint16_t>(server.substr(server.rfind(':') + 1));
    if (!port) return;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", fault), end; !fault && entry != end; entry.increment(fault)) {
        const auto descriptor = number_in<int>(entry->path().filename().string());
        if (!descriptor || port_of_peer(*descriptor) != port) continue;
        constexpr int yes = 1;
        setsockopt(*descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
}

}  // namespace aquacis::mqtt
