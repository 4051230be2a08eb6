#include "cloud/metering/service/announce_meters.hpp"

#include "cloud/metering/store/meter_store.hpp"
#include "cloud/metering/wire/published_meter_installed.hpp"
#include "cloud/platform/events/announcing.hpp"

namespace aquacis::metering {

platform::Announcement meters_announced(const Context& context) {
    return {"meter", [&context](platform::Transaction& tx, const std::string& after) {
                const auto meters = list_hanging_meters(tx, after, platform::announced_at_once);
                std::vector<v1::MeterInstalled> installed;
                for (const Meter& meter : meters)
                    installed.push_back(meter_installed(meter));
                platform::publish(tx, {context.random, context.clock.now()}, installed);
                return platform::announced_page(meters, [](const Meter& last) { return last.id.to_string(); });
            }};
}

}  // namespace aquacis::metering
