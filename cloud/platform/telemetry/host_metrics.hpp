#pragma once
// One scrape of everything that a host runs.

#include <memory>
#include <string>
#include <vector>

#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/telemetry/telemetry.hpp"

namespace aquacis::platform {

struct NamedDatabase {
    std::string context;
    Pool* database = nullptr;
};

// Empty when the database answers, else why it does not.
std::string why_down(Pool& database);

struct Running {
    const std::vector<std::unique_ptr<Consumer>>& consumers;
    const std::vector<std::unique_ptr<Relay>>& relays;
    const std::vector<NamedDatabase>& databases;
    const RpcCounts& calls;
};
std::string write_metrics(const Running& running);

}  // namespace aquacis::platform
