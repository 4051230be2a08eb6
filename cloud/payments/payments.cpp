#include "cloud/payments/payments.hpp"

#include "cloud/payments/events/consumed.hpp"
#include "cloud/payments/migrations/migrations.hpp"
#include "cloud/payments/service/check_ledger.hpp"
#include "cloud/payments/service/grpc.hpp"
#include "cloud/payments/store/check_store.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::payments {
namespace {

constexpr std::chrono::minutes between_looks{10};  // for ledgers whose last check is a day old

class PaymentsModule final : public platform::Module {
public:
    explicit PaymentsModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random}, service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &PaymentsService::RegisterPayment));
    }
    std::vector<platform::Subscription> subscriptions() override {
        return {contract_created_subscription(), invoice_generated_subscription(context_)};
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "payments.ledger_check", .pause = between_looks, .step = [this] {
                     check_due_ledgers(context_.database, context_.clock);
                     return false;
                 }}};
    }
    std::vector<platform::Gauge> gauges() override {
        return {{"aquacis_payments_out_of_balance", "What the last check of the ledger found wrong.",
                 [this] { return findings().imbalances; }},
                {"aquacis_payments_folios_not_granted", "Folios on recent payments that no device was granted.",
                 [this] { return findings().folios_not_granted; }}};
    }

private:
    LedgerFindings findings() { return context_.database.run_for_all({"ledger_check"}, sum_ledger_checks); }
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
