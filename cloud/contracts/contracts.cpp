#include "cloud/contracts/contracts.hpp"

#include "cloud/contracts/migrations/migrations.hpp"
#include "cloud/contracts/service/announce_contracts.hpp"
#include "cloud/contracts/service/grpc.hpp"
#include "cloud/platform/calls/channels.hpp"

namespace aquacis::contracts {
namespace {

class ContractsModule final : public platform::Module {
public:
    explicit ContractsModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random}, service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    std::vector<platform::Announcement> announcements() override { return {contracts_announced(context_)}; }
    void offer(platform::Channels& channels) override {
        channels.set_direct(platform::direct(service_, &ContractsService::GetContract));
    }

private:
    Context context_;
    ContractsService service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "contracts", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<ContractsModule>(given);
            }};
}

}  // namespace aquacis::contracts
