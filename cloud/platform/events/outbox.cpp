#include "cloud/platform/events/outbox.hpp"

#include <pqxx/pqxx>
#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {

void publish(Transaction& transaction, const Event& event) { publish(transaction, std::span(&event, 1)); }

void publish(Transaction& transaction, std::span<const Event> events) {
    if (events.empty()) return;
    SqlArray administrations, ids, topics, keys, types, envelopes;
    for (const Event& event : events) {
        if (event.administration != transaction.administration())
            throw std::logic_error("outbox: an event of another administration than its transaction's");
        administrations.add(event.administration.number());
        ids.add(event.event_id.to_string());
        topics.add(event.topic);
        keys.add(event.key);
        types.add(event.event_type);
        envelopes.add_bytes(serialize_envelope(event));
    }
    run_sql(transaction, sql::insert_outbox, administrations.text(), ids.text(), topics.text(), keys.text(),
            types.text(), envelopes.text());
    run_sql(transaction, sql::ring_outbox);
}

}  // namespace aquacis::platform
