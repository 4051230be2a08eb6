#pragma once
// One scrape of everything that a host runs. It asks no database: a Watch did.

#include <memory>
#include <string>
#include <vector>

#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/relay.hpp"
#include "cloud/platform/events/retention.hpp"
#include "cloud/platform/telemetry/gauges.hpp"
#include "cloud/platform/telemetry/telemetry.hpp"
#include "cloud/platform/telemetry/watch.hpp"

namespace aquacis::platform {

// The queues of a context's database, and what the context itself tells of it.
std::vector<Measure> measure_database(Pool& database, const Gauges& gauges);

// The tables that retention looks after: what stands in them, and what went since the start.
std::vector<Measure> measure_kept(Pool& database, const std::string& context, const Tidying& tidying);

// How far each consumer is behind the log.
std::vector<Measure> measure_lag(const std::vector<std::unique_ptr<Consumer>>& consumers);

struct Running {
    const std::vector<std::unique_ptr<Consumer>>& consumers;
    const std::vector<std::unique_ptr<Relay>>& relays;
    const std::vector<std::unique_ptr<Watch>>& watches;
    const std::vector<Gauges::Family>& gauges;  // of every context: the words of each
    const RpcCounts& calls;
};
std::string write_metrics(const Running& running);

}  // namespace aquacis::platform
