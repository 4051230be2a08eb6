#include "cloud/billing/billing.hpp"

#include "cloud/billing/events/consumed_contract_created.hpp"
#include "cloud/billing/migrations/migrations.hpp"
#include "cloud/billing/service/advance_run.hpp"
#include "cloud/billing/service/grpc.hpp"
#include "cloud/billing/service/metering_consumptions.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::billing {
namespace {

constexpr std::chrono::milliseconds run_pause{100};

class BillingModule final : public platform::Module {
public:
    explicit BillingModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random, metering_consumptions(given.channels),
                   [&config = given.config](AdministrationId administration) {
                       const std::string own = "billing.number_prefix_" + std::to_string(administration.number());
                       return config.has(own) ? config.text(own) : config.text("billing.number_prefix");
                   }},
          service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &BillingService::ListInvoicesOfContract));
    }
    std::vector<platform::Subscription> subscriptions() override { return {contract_created_subscription()}; }
    std::vector<platform::Task> tasks() override {
        return {{.name = "billing_runs", .pause = run_pause, .step = [this] { return advance_run(context_); }}};
    }

private:
    Context context_;
    BillingService service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "billing", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<BillingModule>(given);
            }};
}

}  // namespace aquacis::billing
