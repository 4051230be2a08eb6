#include "cloud/metering/metering.hpp"

#include "cloud/metering/events/consumed_meter_readings_raw.hpp"
#include "cloud/metering/migrations/migrations.hpp"
#include "cloud/metering/service/announce_meters.hpp"
#include "cloud/metering/service/grpc.hpp"

namespace aquacis::metering {
namespace {

class MeteringModule final : public platform::Module {
public:
    explicit MeteringModule(const platform::Dependencies& given)
        : context_{given.database, given.clock, given.random}, service_(context_, given.guard) {}

    std::vector<grpc::Service*> services() override { return {&service_}; }
    std::vector<platform::Announcement> announcements() override { return {meters_announced(context_)}; }
    std::vector<platform::Subscription> subscriptions() override { return {raw_readings_subscription(context_)}; }

private:
    Context context_;
    MeteringService service_;
};

}  // namespace

platform::ModuleDescriptor module() {
    return {.name = "metering", .migrations = migrations, .make = [](const platform::Dependencies& given) {
                return std::make_unique<MeteringModule>(given);
            }};
}

}  // namespace aquacis::metering
