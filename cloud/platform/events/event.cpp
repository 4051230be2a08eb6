#include "cloud/platform/events/event.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <stdexcept>
#include <unordered_map>

#include "aquacis/api/v1/options.pb.h"
#include "aquacis/event/v1/envelope.pb.h"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/events/subscribe.hpp"

namespace aquacis::platform {

Event make_event(const google::protobuf::Message& payload, EventOrigin origin) {
    const auto* type = payload.GetDescriptor();
    const std::string& topic = type->options().GetExtension(api::v1::topic);
    const std::string& aggregate = type->options().GetExtension(api::v1::aggregate);
    const auto* key = type->FindFieldByName(type->options().GetExtension(api::v1::key));
    if (topic.empty() || key == nullptr || aggregate.empty())
        throw std::logic_error(type->full_name() + " names no topic, key and aggregate, so it is no event");
    Event event;
    event.event_id = origin.event_id;
    event.topic = topic;
    event.key = payload.GetReflection()->GetString(payload, key);
    event.event_type = type->full_name();
    event.aggregate_id = event.key;
    event.aggregate_type = aggregate;
    event.timestamp = origin.timestamp;
    event.source = std::move(origin.source);
    event.correlation_id = std::move(origin.correlation_id);
    event.administration = origin.administration;
    event.caused_by = origin.caused_by;
    event.payload = payload.SerializeAsString();
    return event;
}

std::string topic_of(const google::protobuf::Message& message) {
    const auto& type = *message.GetDescriptor();
    const std::string& topic = type.options().GetExtension(api::v1::topic);
    if (topic.empty()) throw std::logic_error(type.full_name() + " names no topic, so it is no event");
    return topic;
}

void parse_payload(const Event& event, google::protobuf::Message& message) {
    if (event.event_type != message.GetDescriptor()->full_name() || !message.ParseFromString(event.payload))
        throw UnreadableEvent("the payload is not a " + message.GetDescriptor()->full_name());
}

int retention_days_of(const std::string& event_type) {
    thread_local std::unordered_map<std::string, int> known;
    const auto found = known.find(event_type);
    if (found != known.end()) return found->second;
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(event_type);
    const int days = type != nullptr && type->options().GetExtension(api::v1::retention_days) == 7 ? 7 : 30;
    known.emplace(event_type, days);
    return days;
}

std::string serialize_envelope(const Event& event) {
    aquacis::event::v1::Envelope envelope;
    envelope.set_event_id(event.event_id.to_string());
    envelope.set_event_type(event.event_type);
    envelope.set_aggregate_id(event.aggregate_id);
    envelope.set_aggregate_type(event.aggregate_type);
    envelope.set_timestamp_us(to_microseconds(event.timestamp));
    envelope.set_version(event.version);
    envelope.set_source(event.source);
    envelope.set_correlation_id(event.correlation_id);
    envelope.set_administration_id(event.administration.number());
    envelope.set_traceparent(event.traceparent);
    envelope.set_payload(event.payload);
    if (event.caused_by) {
        auto* cause = envelope.mutable_caused_by();
        cause->set_device_id(event.caused_by->device.to_string());
        cause->set_epoch(event.caused_by->epoch);
        cause->set_seq(event.caused_by->seq);
    }
    return envelope.SerializeAsString();
}

Event parse_envelope(std::string topic, std::string key, std::string_view bytes) {
    aquacis::event::v1::Envelope envelope;
    const auto id = envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))
                        ? Uuid::parse(envelope.event_id())
                        : std::nullopt;
    if (!id) throw std::runtime_error("event log: an envelope in " + topic + " cannot be read");
    Event event;
    event.event_id = *id;
    event.topic = std::move(topic);
    event.key = std::move(key);
    event.event_type = envelope.event_type();
    event.aggregate_id = envelope.aggregate_id();
    event.aggregate_type = envelope.aggregate_type();
    event.timestamp = from_microseconds(envelope.timestamp_us());
    event.version = envelope.version();
    event.source = envelope.source();
    event.correlation_id = envelope.correlation_id();
    event.administration = AdministrationId(envelope.administration_id());
    event.traceparent = envelope.traceparent();
    event.payload = std::move(*envelope.mutable_payload());
    if (envelope.has_caused_by()) {
        if (const auto device = Uuid::parse(envelope.caused_by().device_id()))
            event.caused_by = OperationRef{*device, envelope.caused_by().epoch(), envelope.caused_by().seq()};
    }
    return event;
}

}  // namespace aquacis::platform
