#include "cloud/payments/payments.hpp"

#include "cloud/payments/events/consumed.hpp"
#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/announce_again.hpp"
#include "cloud/payments/service/grpc.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::payments {
namespace {

class PaymentsModule final : public platform::Module {
public:
    explicit PaymentsModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random}, service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &PaymentsService::RegisterPayment));
    }
    std::vector<platform::Announcement> announcements() override { return accounts_and_cashiers_announced(context_); }
    std::vector<platform::Subscription> subscriptions() override {
        return {contract_created_subscription(), invoice_generated_subscription(context_)};
    }

private:
    Context context_;
    PaymentsService service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "payments", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<PaymentsModule>(given);
            }};
}

}  // namespace aquacis::payments
