#include "cloud/contracts/contracts.hpp"

#include "cloud/contracts/migrations/migrations.hpp"
#include "cloud/contracts/service/grpc.hpp"

namespace aquacis::contracts {
namespace {

class ContractsModule final : public platform::Module {
public:
    explicit ContractsModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random}, service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }

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
