#pragma once
// A node inside the test's own process, where its clock can be set.

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "edge-node/gateway/node.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::test {

enum class LineTime { trusted, ignored };
struct TestNodeSettings {
    std::uint16_t port = 0;  // where the receiver listens
    LineTime line_time = LineTime::trusted;
    std::string more;  // TOML appended
};
// QRO-GW-0147, its state in folder/state, its keys in folder/keys.toml.
NodeSettings node_settings(aquacis::test::MosquittoServer& broker, const std::filesystem::path& folder,
                           const TestNodeSettings& settings);

template <class Condition>
bool eventually(Condition&& condition, std::chrono::seconds at_most) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace aquacis::edge::test
