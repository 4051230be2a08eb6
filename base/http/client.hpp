#pragma once
// One kept-alive HTTP/1.1 connection to one server. A client belongs to one thread.

#include <chrono>
#include <memory>
#include <string>

#include "base/http/message.hpp"

namespace aquacis::http {

struct Exchange {
    enum class Outcome {
        answered,
        not_sent,  // no byte of the request left: it may be sent again
        unknown,   // it was sent, wholly or in part, and no answer came: whether it took effect is not known
    };
    Outcome outcome = Outcome::not_sent;
    std::string reason;  // when it was not answered
    Response response{.status = 0, .content_type = {}, .body = {}, .headers = {}};
};

// Whose certificates an HTTPS server may show.
struct Trust {
    enum class In { authorities, anybody };
    In in = In::authorities;        // anybody: only to read what is checked by other means
    std::string authorities_pem{};  // besides the system's
};

class Client {
public:
    // "http://host:port" or "https://host[:port]"; throws std::invalid_argument else, or when `trust` holds no
    // certificate in PEM.
    explicit Client(const std::string& base_url, const Trust& trust = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Exchange send(const Request& request, std::chrono::milliseconds within);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::http
