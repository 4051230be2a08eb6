#include "cloud/metering/service/announce_meters.hpp"

#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/published_meter_installed.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::metering {

platform::Announcement meters_announced(const Context& context) {
    return {"meter", [&context](platform::Transaction& tx, const std::string& after) {
                const auto meters = list_hanging_meters(tx, after, platform::announced_at_once);
                platform::Caller nobody;
                nobody.administration = tx.administration();
                std::vector<platform::Event> events;
                for (const Meter& meter : meters)
                    events.push_back(meter_installed(meter, nobody, make_uuid_v7(context.clock.now(), context.random),
                                                     context.clock.now()));
                platform::publish(tx, events);
                return platform::announced_page(meters, [](const Meter& last) { return last.id.to_string(); });
            }};
}

}  // namespace aquacis::metering
