#pragma once
// Is the node that runs the new release as well as the one before was? What /health says, judged, so many good answers
// in a row.

#include <chrono>
#include <functional>
#include <string>

#include "edge-node/update/slots.hpp"

namespace aquacis::edge::update {

// One answer of /health. release, receivers_open, cloud, acknowledged, waiting and started_us are the node's contract
// with the gate.
struct HealthAnswer {
    bool answered = false;  // 200 or 503 and the JSON that is expected
    bool well = false;      // the spool can write, a receiver is open
    std::string release;    // which one answers; empty: the package's
    int receivers_open = 0;
    bool cloud = false;             // connected
    std::int64_t acknowledged = 0;  // batches that the cloud has, since the start
    std::int64_t waiting = 0;       // readings in the spool
    std::int64_t started_us = 0;    // another value: another process
};

HealthAnswer read_health(int status, const std::string& body);

// Empty: good. Else what is missing.
std::string why_not_good(const HealthAnswer& answer, const std::string& release, const Before& before);

struct GateRules {
    int answers = 5;  // good ones in a row
    std::chrono::milliseconds every{5'000};
    std::chrono::milliseconds within{300'000};
};

struct GateWays {
    std::function<HealthAnswer()> ask;
    std::function<std::chrono::steady_clock::time_point()> now;
    std::function<void(std::chrono::milliseconds)> pause;
};

// Empty: the release proved itself. Else what was missing last.
std::string watch(const GateWays& ways, const GateRules& rules, const std::string& release, const Before& before);

}  // namespace aquacis::edge::update
