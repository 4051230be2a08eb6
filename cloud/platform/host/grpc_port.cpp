#include "cloud/platform/host/grpc_port.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "base/descriptors.hpp"
#include "base/http/server.hpp"
#include "base/log/log.hpp"

namespace aquacis::platform {
namespace {

constexpr auto between_tries = std::chrono::milliseconds(100);
constexpr auto between_looks = std::chrono::milliseconds(250);
constexpr auto between_logs = std::chrono::minutes(1);
constexpr int most_at_once = 64;  // that are taken before those who spoke are looked at

struct FreeAddresses {
    void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses find(const std::string& host) {
    const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const std::string name = in_brackets ? host.substr(1, host.size() - 2) : host;
    addrinfo wanted{};
    wanted.ai_flags = AI_PASSIVE;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int fault = ::getaddrinfo(name.c_str(), nullptr, &wanted, &found); fault != 0)
        throw std::runtime_error("cannot listen on " + host + ": " + ::gai_strerror(fault));
    return Addresses(found);
}

in_port_t& port_of(sockaddr_storage& at) {
    return at.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(at).sin6_port
                                    : reinterpret_cast<sockaddr_in&>(at).sin_port;
}

void set(int socket, int level, int option, int value) { ::setsockopt(socket, level, option, &value, sizeof value); }

std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

}  // namespace

GrpcPort::GrpcPort(Options options, grpc::ServerBuilder& builder)
    : options_(std::move(options)),
      server_(builder.experimental().AddExternalConnectionAcceptor(
          grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, options_.credentials)),
      poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    const auto wanted = http::parse_address(options_.address);
    number_ = wanted.port;
    const Addresses addresses = find(wanted.host);
    for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next)
        listen(*at);
    if (listeners_.empty())
        throw std::runtime_error("cannot listen on " + options_.address + ": this machine has no such address");
}

GrpcPort::~GrpcPort() {
    close();
    ::close(poll_);
}

// Where the port is any free one, the first address settles it for the others. An address that the machine does not
// have is passed over.
void GrpcPort::listen(const addrinfo& at) {
    const int socket = ::socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) return;
    sockaddr_storage bound{};
    std::memcpy(&bound, at.ai_addr, at.ai_addrlen);
    port_of(bound) = htons(static_cast<std::uint16_t>(number_));
    set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);  // who is accepted inherits it
    socklen_t length = at.ai_addrlen;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&bound), length) != 0 || ::listen(socket, SOMAXCONN) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
        const int fault = errno;
        ::close(socket);
        if (fault == EADDRNOTAVAIL || fault == EAFNOSUPPORT) return;
        throw std::runtime_error("cannot listen on " + options_.address + ": " + std::strerror(fault) +
                                 "; is the port in use?");
    }
    number_ = ntohs(port_of(bound));
    listeners_.push_back(socket);
    watch(socket);
}

void GrpcPort::watch(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.fd = socket;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
}

void GrpcPort::open() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void GrpcPort::close() {
    thread_.request_stop();
    for (const int listener : listeners_)
        ::shutdown(listener, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    for (const int listener : listeners_)
        ::close(listener);
    listeners_.clear();
}

void GrpcPort::run(const std::stop_token& stop) {
    std::array<epoll_event, most_at_once> events{};
    while (!stop.stop_requested()) {
        const int ready = ::epoll_wait(poll_, events.data(), most_at_once, static_cast<int>(between_looks.count()));
        for (int i = 0; i < ready && !stop.stop_requested(); ++i) {
            const epoll_event& event = events.at(static_cast<std::size_t>(i));
            const bool comes = std::find(listeners_.begin(), listeners_.end(), event.data.fd) != listeners_.end();
            comes ? take(event.data.fd, stop) : hand_over(event.data.fd, event.events);
        }
        close_overdue();
    }
    while (!silent_.empty())
        close_longest_silent();
}

void GrpcPort::take(int listener, const std::stop_token& stop) {
    for (int i = 0; i < most_at_once; ++i) {
        if (!has_room_for_guest() && (i > 0 || !make_room(stop))) return;  // the poll tells again of who waits
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) pause(stop);
            return;
        }
        silent_.emplace(socket, now());
        watch(socket);
        if (silent_.size() > options_.most_silent) close_longest_silent();
    }
}

bool GrpcPort::make_room(const std::stop_token& stop) {
    if (now() - told_ >= between_logs) {
        told_ = now();
        log::error("grpc.few_descriptors",
                   {{"port", number_}, {"reason", "the last file descriptors are kept for databases and files"}});
    }
    if (silent_.empty()) {
        pause(stop);
        return false;
    }
    close_longest_silent();
    return true;
}

// Its first bytes are there: gRPC begins the handshake. Or it is gone.
void GrpcPort::hand_over(int socket, std::uint32_t events) {
    if (silent_.erase(socket) == 0) return;  // closed since the poll told of it
    ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket, nullptr);
    if ((events & EPOLLIN) == 0) {
        ::close(socket);
        return;
    }
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.listener_fd = listeners_.front();
    connection.fd = socket;
    server_->HandleNewConnection(&connection);
}

void GrpcPort::close_longest_silent() {
    const auto longest = std::min_element(silent_.begin(), silent_.end(),
                                          [](const auto& a, const auto& b) { return a.second < b.second; });
    ::close(longest->first);
    silent_.erase(longest);
}

void GrpcPort::close_overdue() {
    const Moment since = now() - options_.for_first_byte;
    std::erase_if(silent_, [&](const auto& one) {
        if (one.second > since) return false;
        ::close(one.first);
        return true;
    });
}

void GrpcPort::pause(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    pausing_.wait_for(lock, stop, between_tries, [] { return false; });
}

}  // namespace aquacis::platform
