#pragma once
// A bounded HTTP/1.1 server: so many connections, so large a body, so long for a request. One thread moves bytes, a
// fixed number of threads answer; a handler may block.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/http/message.hpp"

namespace aquacis::http {

using Handler = std::function<Response(const Request&)>;
// The answer to what never reaches the handler: 400 malformed, 413 body, 431 header, 500 the handler threw.
using FaultAnswer = std::function<Response(int status)>;

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    int threads = 4;
    int most_connections = 256;  // more wait in the system's backlog until one ends
    std::size_t largest_body = 1'048'576;
    std::size_t largest_header = 16'384;
    std::chrono::milliseconds for_request{15'000};  // from the connection's last answer to the end of its next request
    std::chrono::milliseconds for_answer{15'000};   // for the client to take the answer
    std::string certificate_pem{};                  // with key_pem: TLS 1.2 or newer
    std::string key_pem{};
};

class Server {
public:
    // Throws std::runtime_error when the address cannot be listened on.
    Server(ServerSettings settings, Handler handler, FaultAnswer fault_answer = {});
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
