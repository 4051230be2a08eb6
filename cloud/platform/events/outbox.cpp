#include "cloud/platform/events/outbox.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <stdexcept>

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

// "billing" of aquacis.billing.v1.InvoiceGenerated: a context publishes its own messages alone.
std::string context_of(const google::protobuf::Descriptor& type) {
    const std::string& package = type.file()->package();
    const auto first = package.find('.') + 1;
    return package.substr(first, package.find('.', first) - first);
}

std::uint32_t version_of(const google::protobuf::Message& message) {
    using Field = google::protobuf::FieldDescriptor;
    const Field* field = message.GetDescriptor()->FindFieldByName("version");
    if (field == nullptr) return 1;
    const auto* values = message.GetReflection();
    switch (field->cpp_type()) {
        case Field::CPPTYPE_UINT32:
            return values->GetUInt32(message, field);
        case Field::CPPTYPE_UINT64:
            return static_cast<std::uint32_t>(values->GetUInt64(message, field));
        case Field::CPPTYPE_INT64:
            return static_cast<std::uint32_t>(values->GetInt64(message, field));
        default:
            return 1;
    }
}

}  // namespace

Event event_of(const Transaction& transaction, const Cause& cause, const google::protobuf::Message& message) {
    Event event = make_event(message, {.event_id = make_uuid_v7(cause.now, cause.random),
                                       .source = context_of(*message.GetDescriptor()),
                                       .timestamp = cause.happened.value_or(cause.now),
                                       .administration = transaction.administration(),
                                       .correlation_id = cause.correlation_id,
                                       .caused_by = cause.operation});
    event.version = version_of(message);
    return event;
}

void publish(Transaction& transaction, const Cause& cause, const google::protobuf::Message& message) {
    const Event event = event_of(transaction, cause, message);
    insert_outbox(transaction, {&event, 1});
}

void insert_outbox(Transaction& transaction, std::span<const Event> events) {
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
    put_off(transaction, sql::insert_outbox, administrations.text(), ids.text(), topics.text(), keys.text(),
            types.text(), envelopes.text());
}

std::int64_t outbox_depth(Pool& database) {
    return database.run_for_all(
        {"telemetry"}, [](Transaction& tx) { return run_sql(tx, sql::count_outbox)[0][0].as<std::int64_t>(); });
}

}  // namespace aquacis::platform
