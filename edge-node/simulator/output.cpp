#include "edge-node/simulator/output.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace aquacis::edge {
namespace {

using AddressInfo = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressInfo resolve(const std::string& address, int flags) {
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("'" + address + "' is not host:port");
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.substr(0, colon).c_str(), address.c_str() + colon + 1, &hints, &found) != 0)
        throw std::runtime_error("no such address: " + address);
    return {found, &::freeaddrinfo};
}

}  // namespace

Output Output::standard() { return Output(::dup(STDOUT_FILENO)); }

Output Output::connect(const std::string& address, int wait_s) {
    const AddressInfo at = resolve(address, 0);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(wait_s);
    while (true) {
        const int fd = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && ::connect(fd, at->ai_addr, at->ai_addrlen) == 0) return Output(fd);
        if (fd >= 0) ::close(fd);
        if (std::chrono::steady_clock::now() > until) throw std::runtime_error("nobody listens on " + address);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

Output Output::listen(const std::string& address, int wait_s) {
    const AddressInfo at = resolve(address, AI_PASSIVE);
    const int listener = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    const int yes = 1;
    if (listener < 0 || ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        ::bind(listener, at->ai_addr, at->ai_addrlen) != 0 || ::listen(listener, 1) != 0) {
        const std::string why = std::strerror(errno);
        if (listener >= 0) ::close(listener);
        throw std::runtime_error("cannot listen on " + address + ": " + why);
    }
    pollfd ready{listener, POLLIN, 0};
    const int peer = ::poll(&ready, 1, wait_s * 1000) == 1 ? ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC) : -1;
    ::close(listener);
    if (peer < 0) throw std::runtime_error("no node connected to " + address);
    return Output(peer);
}

Output::Output(Output&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Output::~Output() {
    if (fd_ >= 0) ::close(fd_);
}

void Output::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t size = ::write(fd_, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) throw std::runtime_error("the node went away");
        text.remove_prefix(static_cast<std::size_t>(size));
    }
}

void Output::finish() {
    constexpr int wait_ms = 60'000;
    if (::shutdown(fd_, SHUT_WR) != 0) return;  // standard output
    pollfd ready{fd_, POLLIN, 0};
    char rest[64];
    if (::poll(&ready, 1, wait_ms) == 1 && ::read(fd_, rest, sizeof rest) > 0) return;
}

}  // namespace aquacis::edge
