#include "cloud/payments/payments.hpp"

#include "cloud/payments/events/consumed_contract_created.hpp"
#include "cloud/payments/events/consumed_invoice_generated.hpp"
#include "cloud/payments/events/consumed_invoice_reversed.hpp"
#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/announce_again.hpp"
#include "cloud/payments/service/check_ledger.hpp"
#include "cloud/payments/service/grpc.hpp"
#include "cloud/payments/service/operations.hpp"
#include "cloud/payments/service/suspense_gauges.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::payments {
namespace {

constexpr std::chrono::minutes between_looks{10};  // for ledgers whose last check is a day old

class PaymentsModule final : public platform::Module {
public:
    explicit PaymentsModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random},
          service_(context_, given.guard),
          operations_(make_operations(context_)) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    const platform::Operations* operations() const override { return &operations_; }
    platform::Gauges gauges() override {
        return platform::both(suspense_gauges(context_), ledger_gauges(context_.database));
    }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &PaymentsService::RegisterPayment));
    }
    std::vector<platform::Announcement> announcements() override { return accounts_announced(context_); }
    std::vector<platform::Subscription> subscriptions() override {
        return {contract_created_subscription(), invoice_generated_subscription(context_),
                invoice_reversed_subscription(context_)};
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "payments.ledger_check", .pause = between_looks, .step = [this] {
                     check_due_ledgers(context_.database, context_.clock);
                     return false;
                 }}};
    }

private:
    Context context_;
    PaymentsService service_;
    platform::Operations operations_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "payments", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<PaymentsModule>(given);
            }};
}

}  // namespace aquacis::payments
