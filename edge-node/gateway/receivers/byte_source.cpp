#include "edge-node/gateway/receivers/byte_source.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "base/config/config.hpp"
#include "base/log/log.hpp"

namespace aquacis::edge {
namespace {

constexpr std::size_t read_bytes = 16 * 1024;
constexpr int retry_ms = 1'000;
constexpr int connect_ms = 5'000;

class File {
public:
    explicit File(int fd = -1) : fd_(fd) {}
    ~File() { reset(); }
    File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    File& operator=(File&& other) noexcept {
        if (this != &other) reset(std::exchange(other.fd_, -1));
        return *this;
    }
    void reset(int fd = -1) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

private:
    int fd_;
};

struct Addresses {
    addrinfo* first = nullptr;
    ~Addresses() {
        if (first != nullptr) ::freeaddrinfo(first);
    }
};

bool resolve(const ByteSourceSettings& settings, int flags, Addresses& found) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    return ::getaddrinfo(settings.host.empty() ? nullptr : settings.host.c_str(), std::to_string(settings.port).c_str(),
                         &hints, &found.first) == 0;
}

// The first of the host's addresses that takes the connection in time; a closed File when none does.
File connect_to(const ByteSourceSettings& settings) {
    Addresses found;
    if (!resolve(settings, 0, found)) return File();
    for (const addrinfo* at = found.first; at != nullptr; at = at->ai_next) {
        File made(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol));
        if (!made) continue;
        if (::connect(made.get(), at->ai_addr, at->ai_addrlen) != 0 && errno != EINPROGRESS) continue;
        pollfd ready{made.get(), POLLOUT, 0};
        int fault = 0;
        socklen_t size = sizeof fault;
        if (::poll(&ready, 1, connect_ms) == 1 && ::getsockopt(made.get(), SOL_SOCKET, SO_ERROR, &fault, &size) == 0 &&
            fault == 0)
            return made;
    }
    return File();
}

File listen_on(const ByteSourceSettings& settings) {
    Addresses found;
    if (!resolve(settings, AI_PASSIVE, found)) return File();
    for (const addrinfo* at = found.first; at != nullptr; at = at->ai_next) {
        File made(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol));
        const int yes = 1;
        if (!made || ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0) continue;
        if (::bind(made.get(), at->ai_addr, at->ai_addrlen) == 0 && ::listen(made.get(), ByteSource::max_peers) == 0)
            return made;
    }
    return File();
}

speed_t to_speed(int baud) {
    switch (baud) {
        case 2400:
            return B2400;
        case 9600:
            return B9600;
        case 19200:
            return B19200;
        case 38400:
            return B38400;
        case 115200:
            return B115200;
        default:
            return B57600;
    }
}

File open_serial(const ByteSourceSettings& settings) {
    File made(::open(settings.device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    termios line{};
    if (!made || ::tcgetattr(made.get(), &line) != 0) return File();
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    if (settings.baud == 2400) line.c_cflag |= PARENB;  // wired M-Bus: 8E1
    ::cfsetspeed(&line, to_speed(settings.baud));
    if (::tcsetattr(made.get(), TCSANOW, &line) != 0) return File();
    return made;
}

}  // namespace

struct ByteSource::State {
    ByteSourceSettings settings;
    OnBytes on_bytes;
    OnPeer on_peer;
    File wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    File listener;
    std::mutex mutex;  // peers: also written to from another thread
    std::array<File, max_peers> peers;
    std::atomic<bool> stopping{false};
    std::atomic<int> open_peers{0};
    std::atomic<bool> ended{false};
    std::thread thread;

    void run();
    bool wait(int ms);
    void open_peer();
    void accept_peer();
    void set_peer(std::size_t i, File file);
    void read_peer(std::size_t i);
    int descriptor(std::size_t i) {
        const std::lock_guard lock(mutex);
        return peers[i].get();
    }
};

void ByteSource::State::set_peer(std::size_t i, File file) {
    const bool opens = static_cast<bool>(file);
    {
        const std::lock_guard lock(mutex);
        peers[i] = std::move(file);
    }
    open_peers += opens ? 1 : -1;
    if (opens) on_peer(static_cast<int>(i));
    log::info(opens ? "receiver.opened" : "receiver.closed", {{"receiver", settings.name}, {"peer", i}});
}

// One peer, of standard input, a connection or a serial line.
void ByteSource::State::open_peer() {
    File file;
    switch (settings.kind) {
        case ByteSourceSettings::Kind::standard_input:
            if (!ended) file = File(::dup(STDIN_FILENO));
            break;
        case ByteSourceSettings::Kind::connect:
            file = connect_to(settings);
            break;
        case ByteSourceSettings::Kind::serial:
            file = open_serial(settings);
            break;
        case ByteSourceSettings::Kind::listen:
            return;
    }
    if (file) set_peer(0, std::move(file));
}

void ByteSource::State::accept_peer() {
    File file(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!file) return;
    for (std::size_t i = 0; i < peers.size(); ++i)
        if (descriptor(i) < 0) return set_peer(i, std::move(file));
    log::warning("receiver.too_many_peers", {{"receiver", settings.name}, {"most", max_peers}});
}

void ByteSource::State::read_peer(std::size_t i) {
    std::array<std::uint8_t, read_bytes> buffer;
    const ssize_t size = ::read(descriptor(i), buffer.data(), buffer.size());
    if (size > 0) return on_bytes(static_cast<int>(i), {buffer.data(), static_cast<std::size_t>(size)});
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (settings.kind == ByteSourceSettings::Kind::standard_input) ended = true;
    set_peer(i, File());
}

bool ByteSource::State::wait(int ms) {
    pollfd woken{wake.get(), POLLIN, 0};
    ::poll(&woken, 1, ms);
    return !stopping;
}

// One thread for all peers: waits for bytes, for a new peer or for the end, and opens its own peer again when it is
// gone.
void ByteSource::State::run() {
    while (!stopping) {
        if (!listener && descriptor(0) < 0) {
            open_peer();
            if (descriptor(0) < 0) {
                wait(retry_ms);
                continue;
            }
        }
        std::vector<pollfd> polled{{wake.get(), POLLIN, 0}};
        if (listener) polled.push_back({listener.get(), POLLIN, 0});
        std::vector<std::size_t> at;
        for (std::size_t i = 0; i < peers.size(); ++i)
            if (const int fd = descriptor(i); fd >= 0) {
                polled.push_back({fd, POLLIN, 0});
                at.push_back(i);
            }
        if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) break;
        const std::size_t first = listener ? 2 : 1;
        for (std::size_t k = 0; k < at.size() && !stopping; ++k)
            if (polled[first + k].revents != 0) read_peer(at[k]);
        if (listener && polled[1].revents != 0) accept_peer();
    }
}

ByteSource::ByteSource(ByteSourceSettings settings, OnBytes on_bytes, OnPeer on_peer)
    : state_(std::make_unique<State>()) {
    state_->settings = std::move(settings);
    state_->on_bytes = std::move(on_bytes);
    state_->on_peer = std::move(on_peer);
}

ByteSource::~ByteSource() { stop(); }

void ByteSource::start() {
    State& s = *state_;
    if (s.settings.kind == ByteSourceSettings::Kind::listen) {
        s.listener = listen_on(s.settings);
        if (!s.listener)
            throw ConfigError("receiver '" + s.settings.name + "': cannot listen on " + s.settings.host + ":" +
                              std::to_string(s.settings.port) + ": " + std::strerror(errno) + "; choose another port");
    }
    s.thread = std::thread([&s] { s.run(); });
}

void ByteSource::stop() {
    State& s = *state_;
    s.stopping = true;
    const std::uint64_t one = 1;
    if (::write(s.wake.get(), &one, sizeof one) != sizeof one)
        log::error("receiver.cannot_wake", {{"receiver", s.settings.name}});
    if (s.thread.joinable()) s.thread.join();
}

std::uint16_t ByteSource::port() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (!state_->listener || ::getsockname(state_->listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                               : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

bool ByteSource::open() const { return state_->open_peers > 0; }
bool ByteSource::ended() const { return state_->ended && state_->open_peers == 0; }

bool ByteSource::write(std::span<const std::uint8_t> bytes) {
    const std::lock_guard lock(state_->mutex);
    const int fd = state_->peers[0].get();
    return fd >= 0 && ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

}  // namespace aquacis::edge
