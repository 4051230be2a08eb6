#include "cloud/fiscal/fiscal.hpp"

#include "cloud/fiscal/events/consumed_customer_updated.hpp"
#include "cloud/fiscal/events/consumed_invoice_generated.hpp"
#include "cloud/fiscal/events/consumed_invoice_reversed.hpp"
#include "cloud/fiscal/migrations/migrations.hpp"
#include "cloud/fiscal/service/grpc.hpp"
#include "cloud/fiscal/service/settings.hpp"

namespace aquacis::fiscal {
namespace {

constexpr int stamping_threads = 2;

std::vector<std::unique_ptr<Pac>> make_pacs(const Config& config) {
    std::vector<std::unique_ptr<Pac>> pacs;
    for (int i = 0; i < stamping_threads; ++i)
        pacs.push_back(std::make_unique<HttpPac>(read_pac(config)));
    return pacs;
}

class FiscalModule final : public platform::Module {
public:
    explicit FiscalModule(const platform::Dependencies& given)
        : issuer_(read_issuer(given.config)),
          csd_(read_csd(given.config)),
          cipher_(platform::FieldCipher::from_file_text(given.config.secret("personal_data.keys"))),
          context_{given.database,          given.clock, given.random,      given.channels, issuer_,
                   csd_ ? &*csd_ : nullptr, alarms_,     CfdiStore(cipher_)},
          service_(context_, given.guard),
          stamping_(context_, make_pacs(given.config), read_stamping(given.config)) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    std::vector<platform::Subscription> subscriptions() override {
        return {invoice_generated_subscription(context_), invoice_reversed_subscription(context_),
                customer_updated_subscription(context_)};
    }
    std::vector<platform::Task> tasks() override {
        return {{.name = "fiscal.stamp", .pause = std::chrono::milliseconds(300), .step = [this] {
                     return stamping_.step();
                 }}};
    }

private:
    Issuer issuer_;
    std::optional<Csd> csd_;
    Alarms alarms_;
    platform::FieldCipher cipher_;
    Context context_;
    FiscalService service_;
    StampDue stamping_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "fiscal", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<FiscalModule>(given);
            }};
}

}  // namespace aquacis::fiscal
