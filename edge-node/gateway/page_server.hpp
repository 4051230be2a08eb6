#pragma once
// The local page over HTTP on loopback or HTTPS: few visitors, small limits, everything but /health and /metrics behind
// the password.

#include <memory>

#include "edge-node/gateway/node_state.hpp"

namespace aquacis::edge {

class PageServer {
public:
    // Throws ConfigError when it cannot listen or the certificate cannot be read.
    PageServer(const Node& node, RandomBits random);
    ~PageServer();
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;
    std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace aquacis::edge
