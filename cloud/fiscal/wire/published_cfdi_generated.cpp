#include "cloud/fiscal/wire/published_cfdi_generated.hpp"

#include "cloud/fiscal/wire/convert.hpp"
#include "cloud/platform/events/outbox.hpp"

namespace aquacis::fiscal {

void publish_stamped(const Context& context, platform::Transaction& tx, std::span<const StampedRow> rows) {
    const Instant now = context.clock.now();
    std::vector<platform::Event> events;
    for (const StampedRow& row : rows) {
        platform::EventOrigin origin;
        origin.event_id = make_uuid_v7(now, context.random);
        origin.source = "fiscal";
        origin.aggregate_type = "cfdi";
        origin.timestamp = now;
        origin.administration = tx.administration();
        events.push_back(platform::make_event(to_event(row), std::move(origin)));
    }
    if (!events.empty()) platform::publish(tx, events);
}

}  // namespace aquacis::fiscal
