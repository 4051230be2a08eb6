#pragma once
// The local page over HTTP on loopback or HTTPS: one visitor at a time, small limits, everything but /health and
// /metrics behind the password.

#include <atomic>
#include <deque>
#include <memory>
#include <thread>

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

std::filesystem::path password_file(const NodeSettings& settings);

}  // namespace aquacis::edge
