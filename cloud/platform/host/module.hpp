#pragma once
// What a context gives to aquacisd, and what aquacisd gives to a context.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/config/config.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "cloud/platform/database/migration.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/announcing.hpp"
#include "cloud/platform/events/event_log.hpp"
#include "cloud/platform/events/subscription.hpp"
#include "cloud/platform/telemetry/gauges.hpp"

namespace grpc {
class Service;
class Channel;
}  // namespace grpc

namespace aquacis::platform {

class Guard;       // guard.hpp: who calls, and may they
class Channels;    // channels.hpp: the way to another context
class Operations;  // operations.hpp: what persons did on nodes, decided here

// Everything a context is built from. References outlive the context.
struct Dependencies {
    const Config& config;  // the context's own section is config key "<name>.…"
    const Clock& clock;
    const RandomBits& random;
    Pool& database;  // the context's own
    EventLog& log;   // for gateway-like modules; contexts publish through the outbox
    Guard& guard;
    Channels& channels;
};

// Work that goes on by itself (a saga's next step, stamping): called again and again on a thread of its own.
// Returns true when there may be more to do at once; false: wait `pause` or until `wake` topics move.
struct Task {
    std::string name;
    std::chrono::milliseconds pause{1000};
    std::function<bool()> step;
};

class Module {
public:
    virtual ~Module() = default;
    virtual std::vector<grpc::Service*> services() { return {}; }
    virtual const Operations* operations() const { return nullptr; }  // of a context that decides on some
    virtual void offer(Channels&) {}  // the methods that a front in this process calls without a transport
    virtual std::vector<Subscription> subscriptions() { return {}; }
    virtual std::vector<Task> tasks() { return {}; }
    virtual std::vector<Announcement> announcements() { return {}; }
    virtual Gauges gauges() { return {}; }
    virtual void start() {}  // what opens ports of its own (gateway, ingest)
    virtual void stop() {}
};

struct ModuleDescriptor {
    std::string name;       // "billing": names the database, the roles, the config section
    Migrations migrations;  // empty: the module has no tables of its own (gateway)
    bool has_database = true;
    std::function<std::unique_ptr<Module>(const Dependencies&)> make;
};

}  // namespace aquacis::platform
