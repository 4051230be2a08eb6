#include "cloud/platform/outbox.hpp"

#include <pqxx/pqxx>
#include <stdexcept>

#include "cloud/platform/sql.hpp"
#include "cloud/platform/envelope.hpp"

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
    transaction.pq().exec_params(
        // The transaction has its number before the first id is taken: the relay knows by it which ids may still come.
        "WITH me AS MATERIALIZED (SELECT pg_current_xact_id() AS xid)"
        " INSERT INTO outbox (administration_id, event_id, topic, key, event_type, envelope)"
        " SELECT event.* FROM me, unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[]) AS event"
        " WHERE me.xid IS NOT NULL",
        administrations.text(), ids.text(), topics.text(), keys.text(),
        types.text(), envelopes.text());
    transaction.pq().exec("NOTIFY outbox");
}

std::int64_t outbox_depth(Pool& database) {
    return database.run(AdministrationId(0), [](Transaction& tx) { return tx.pq().exec("SELECT count(*) FROM outbox")[0][0].as<std::int64_t>(); });
}

}  // namespace aquacis::platform
