#include "cloud/synchub/synchub.hpp"

#include "cloud/synchub/events/consume.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/service/grpc.hpp"
#include "cloud/synchub/service/waiting_gauges.hpp"

namespace aquacis::synchub {
namespace {

HubSettings settings_of(const Config& config) {
    HubSettings settings;
    settings.workers = static_cast<int>(config.integer("synchub.workers", settings.workers, 1, 32));
    settings.max_streams = static_cast<int>(config.integer("synchub.max_streams", settings.max_streams, 1, 10000));
    settings.longest_decision_pause = std::chrono::milliseconds(
        config.integer("synchub.longest_decision_pause_ms", settings.longest_decision_pause.count(), 100, 60'000));
    settings.allow_uncertified = config.flag("synchub.allow_uncertified", false);
    settings.enroll_at_hello = config.flag("synchub.enroll_at_hello", true);
    return settings;
}

class SynchubModule final : public platform::Module {
public:
    explicit SynchubModule(const platform::Dependencies& given)
        : hub_({given.database, given.clock, given.channels}, settings_of(given.config)),
          gauges_(waiting_gauges(given.database, given.clock)),
          service_(make_sync_service(hub_)) {}

    std::vector<grpc::Service*> services() override { return {service_.get()}; }
    std::vector<platform::Subscription> subscriptions() override {
        return synchub::subscriptions([this] { hub_.feed_may_move(); });
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "synchub.sweep", .pause = std::chrono::seconds(1), .step = [this] { return hub_.sweep(); }}};
    }
    platform::Gauges gauges() override { return gauges_; }
    void start() override { hub_.start(); }
    void stop() override { hub_.stop(); }

private:
    Hub hub_;
    platform::Gauges gauges_;
    std::unique_ptr<grpc::Service> service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "synchub",
            .migrations = migrations,
            .has_database = true,
            .make = [](const platform::Dependencies& given) { return std::make_unique<SynchubModule>(given); }};
}

}  // namespace aquacis::synchub
