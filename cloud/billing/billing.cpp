#include "cloud/billing/billing.hpp"

#include "cloud/billing/events/consumed_contract_created.hpp"
#include "cloud/billing/migrations/migrations.hpp"
#include "cloud/billing/service/advance_run.hpp"
#include "cloud/billing/service/announce_bills.hpp"
#include "cloud/billing/service/debt_payments.hpp"
#include "cloud/billing/service/grpc.hpp"
#include "cloud/billing/service/metering_campaigns.hpp"
#include "cloud/billing/service/number_prefixes.hpp"
#include "cloud/billing/service/operations.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::billing {
namespace {

constexpr std::chrono::milliseconds run_pause{100};

class BillingModule final : public platform::Module {
public:
    explicit BillingModule(const platform::Dependencies& given)
        : prefixes_(given.config),
          context_{given.database,
                   given.clock,
                   given.random,
                   metering_campaigns(given.channels),
                   [this](AdministrationId administration) { return prefixes_.of(administration); },
                   debt_payments(given.channels)},
          service_(context_, given.guard),
          operations_(make_operations(context_)) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    const platform::Operations* operations() const override { return &operations_; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &BillingService::ListInvoicesOfContract));
    }
    std::vector<platform::Announcement> announcements() override { return {bills_announced(context_)}; }
    std::vector<platform::Subscription> subscriptions() override { return {contract_created_subscription()}; }
    std::vector<platform::Task> tasks() override {
        return {{.name = "billing_runs", .pause = run_pause, .step = [this] { return advance_run(context_); }}};
    }

private:
    NumberPrefixes prefixes_;
    Context context_;
    BillingService service_;
    platform::Operations operations_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "billing", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<BillingModule>(given);
            }};
}

}  // namespace aquacis::billing
