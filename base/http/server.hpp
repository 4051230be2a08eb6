#pragma once
// A bounded HTTP/1.1 server: so many connections, so many strangers of one address, so large a body, so much held of
// all bodies, so long for a request. One thread moves bytes and looks at heads, a fixed number of threads answer; a
// handler may block.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <variant>
#include <vector>

#include "base/http/message.hpp"

namespace aquacis::http {

using Handler = std::function<Response(const Request&)>;
// The answer to what never reaches the handler: 400 malformed, 413 body, 417 expectation, 429 too much is held, 431
// header, 500 the handler threw, 501 transfer encoding, 503 too many wait.
using FaultAnswer = std::function<Response(int status)>;

// Who is served first when more is asked than can be answered. Of eight turns one begins at the other end, and what
// comes last has half of the threads at most.
enum class Priority { first, usual, last };
inline constexpr std::size_t priorities = 3;

struct Work {
    Handler answer;
    Priority priority = Priority::usual;
};

// What a request's head leads to before a byte of its body is read: an answer at once, or work. It runs on the thread
// that moves bytes and must not wait.
struct Door {
    std::function<std::variant<Response, Work>(const Request& head)> admit;
};

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    int threads = 4;
    // Who comes is taken in, and beyond these limits the least deserving gives way (connection.hpp: Deserts). When
    // every connection has a request under way, who comes waits in the system's backlog.
    int most_connections = 256;                  // fewer when the process has few descriptors
    int most_strangers_of_a_peer = 128;          // 0: no limit; who was let in with its last request is not counted
    int most_waiting = 1024;                     // requests for a thread; beyond, 503
    std::size_t most_held = 268'435'456;         // bytes of bodies and of answers not taken, of all; beyond, 429
    std::vector<std::string> trusted_proxies{};  // addresses: no limit of connections, and X-Forwarded-For is believed
    std::size_t largest_body = 1'048'576;
    std::size_t largest_header = 16'384;
    std::chrono::milliseconds for_first_byte{5'000};  // of a new connection, its TLS handshake included
    std::chrono::milliseconds for_request{15'000};  // from the connection's last answer to the end of its next request
    std::chrono::milliseconds for_answer{15'000};   // for the client to take the answer
    std::string certificate_pem{};                  // with key_pem: TLS 1.2 or newer, AEAD alone
    std::string key_pem{};
};

class Server {
public:
    // Throws std::runtime_error when the address cannot be listened on.
    Server(ServerSettings settings, Handler handler, FaultAnswer fault_answer = {});
    Server(ServerSettings settings, Door door, FaultAnswer fault_answer = {});
    ~Server();  // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    void stop();  // running handlers end first

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Address {
    std::string host;
    std::uint16_t port = 0;
};
Address parse_address(const std::string& text);  // "127.0.0.1:8080"; throws std::invalid_argument naming the text

}  // namespace aquacis::http
