#include "cloud/synchub/synchub.hpp"

#include "base/certificates/recovery.hpp"
#include "cloud/platform/host/host.hpp"
#include "cloud/synchub/events/consume.hpp"
#include "cloud/synchub/migrations/migrations.hpp"
#include "cloud/synchub/service/forget_settled.hpp"
#include "cloud/synchub/service/grpc.hpp"
#include "cloud/synchub/service/registry_grpc.hpp"
#include "cloud/synchub/service/waiting_gauges.hpp"

namespace aquacis::synchub {
namespace {

HubSettings settings_of(const Config& config) {
    HubSettings settings;
    settings.workers = static_cast<int>(config.integer("synchub.workers", settings.workers, 1, 32));
    settings.max_streams = static_cast<int>(config.integer("synchub.max_streams", settings.max_streams, 1, 10000));
    settings.longest_decision_pause = std::chrono::milliseconds(
        config.integer("synchub.longest_decision_pause_ms", settings.longest_decision_pause.count(), 100, 60'000));
    return settings;
}

std::unique_ptr<DeviceAuthority> read_authority(const Config& config) {
    if (!config.has("synchub.device_ca")) return nullptr;
    auto authority = std::make_unique<DeviceAuthority>(DeviceAuthority::Settings{
        platform::read_file(config.text("synchub.device_ca")), config.secret("synchub.device_ca_key"), "synchub"});
    if (config.has("synchub.other_device_cas"))
        authority->believe_also(platform::read_file(config.text("synchub.other_device_cas")));
    return authority;
}

std::string read_recovery(const Config& config) {
    if (!config.has("synchub.recovery_certificate")) return {};
    std::string pem = platform::read_file(config.text("synchub.recovery_certificate"));
    try {
        wrap_secret("tried", pem);
    } catch (const std::runtime_error& fault) {
        throw ConfigError(std::string("synchub.recovery_certificate: ") + fault.what());
    }
    return pem;
}

class SynchubModule final : public platform::Module {
public:
    explicit SynchubModule(const platform::Dependencies& given)
        : authority_(read_authority(given.config)),
          registry_{given.database,
                    given.clock,
                    given.random,
                    authority_.get(),
                    platform::read_file(given.config.text("grpc.ca")),
                    [this](const Uuid& device) { hub_.close_device(device, revoked_status()); },
                    read_recovery(given.config)},
          hub_({given.database, given.clock, given.channels, registry_}, settings_of(given.config)),
          forgetting_(given.database, given.clock, kept_days_of(given.config)),
          gauges_(platform::both(waiting_gauges(given.database, given.clock), forgetting_.gauges())),
          service_(make_sync_service(hub_)),
          devices_(registry_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {service_.get(), &devices_}; }
    std::vector<platform::Subscription> subscriptions() override {
        return synchub::subscriptions(
            {[this] { hub_.feed_may_move(); }, [this](AdministrationId where) { hub_.staff_changed(where); }});
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "synchub.sweep", .pause = std::chrono::seconds(1), .step = [this] { return hub_.sweep(); }},
                {.name = "synchub.forget", .pause = std::chrono::minutes(1), .step = [this] {
                     return forgetting_.step();
                 }}};
    }
    platform::Gauges gauges() override { return gauges_; }
    void start() override { hub_.start(); }
    void stop() override { hub_.stop(); }

private:
    std::unique_ptr<DeviceAuthority> authority_;
    Registry registry_;
    Hub hub_;
    ForgetSettled forgetting_;
    platform::Gauges gauges_;
    std::unique_ptr<grpc::Service> service_;
    DeviceRegistryService devices_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "synchub",
            .migrations = migrations,
            .has_database = true,
            .make = [](const platform::Dependencies& given) { return std::make_unique<SynchubModule>(given); }};
}

}  // namespace aquacis::synchub
