#pragma once
// Where a receiver's bytes come from: standard input, a TCP connection made or accepted, a serial line. One thread; it
// reads only as fast as what it read is taken, and comes back by itself after the other end went away.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>

namespace aquacis::edge {

struct ByteSourceSettings {
    enum class Kind { standard_input, connect, listen, serial } kind = Kind::standard_input;
    std::string host;        // connect: where; listen: on which address
    std::uint16_t port = 0;  // listen: 0 takes a free one
    std::string device;      // serial: "/dev/ttyUSB0"
    int baud = 57600;
    std::string name;
};

class ByteSource {
public:
    static constexpr int max_peers = 8;
    // Called with each piece, and the number of the peer it came from (framing is kept per peer).
    using OnBytes = std::function<void(int peer, std::span<const std::uint8_t>)>;
    using OnPeer = std::function<void(int peer)>;  // a peer's stream begins: forget half a frame

    ByteSource(ByteSourceSettings settings, OnBytes on_bytes, OnPeer on_peer);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    void start();  // throws ConfigError when it cannot listen
    void stop();
    std::uint16_t port() const;                       // the one it listens on
    bool open() const;                                // a peer is there
    bool ended() const;                               // standard input came to its end
    bool write(std::span<const std::uint8_t> bytes);  // to the peer of a serial line or of a connection that was made

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::edge
