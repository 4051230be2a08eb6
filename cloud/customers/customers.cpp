#include "cloud/customers/customers.hpp"

#include "cloud/customers/events/consumed_contract_created.hpp"
#include "cloud/customers/migrations/migrations.hpp"
#include "cloud/customers/service/announce_customers.hpp"
#include "cloud/customers/service/grpc.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::customers {
namespace {

class CustomersModule final : public platform::Module {
public:
    explicit CustomersModule(const platform::Dependencies& given)
        : cipher_(platform::FieldCipher::from_file_text(given.config.secret("personal_data.keys"))),
          context_{given.database, given.clock, given.random, CustomerStore(cipher_)},
          service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &CustomersService::GetCustomerByContract));
    }
    std::vector<platform::Announcement> announcements() override { return {customers_announced(context_)}; }
    std::vector<platform::Subscription> subscriptions() override { return {contract_created_subscription()}; }

private:
    platform::FieldCipher cipher_;
    Context context_;
    CustomersService service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "customers", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<CustomersModule>(given);
            }};
}

}  // namespace aquacis::customers
