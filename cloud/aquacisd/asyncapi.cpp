#include "cloud/aquacisd/asyncapi.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "aquacis/api/v1/options.pb.h"
#include "aquacis/event/v1/envelope.pb.h"
#include "base/version.hpp"
#include "cloud/aquacisd/consumed.hpp"
#include "cloud/platform/calls/method_rules.hpp"
#include "cloud/platform/events/event.hpp"

namespace aquacis::aquacisd {
namespace {

using google::protobuf::Descriptor;
using json = nlohmann::ordered_json;

// A context publishes its own package's messages. What edge nodes read, ingest puts into the log.
std::string producer_of(const Descriptor& message) {
    const std::string& package = message.file()->package();
    const auto first = package.find('.') + 1;
    const std::string context = package.substr(first, package.find('.', first) - first);
    return context == "edge" ? "ingest" : context;
}

json reference(const std::string& to) { return {{"$ref", to}}; }

// The schema is the proto's own: a copy in another language would say less.
json schema_of(const Descriptor& message) {
    return {{"schemaFormat", "application/vnd.google.protobuf;version=3"},
            {"schema", reference("proto/" + message.file()->name() + "#" + message.full_name())}};
}

json channel_of(const Topic& topic) {
    const auto& options = topic.message->options();
    return {
        {"address", topic.name},
        {"messages", {{topic.message->name(), reference("#/components/messages/" + topic.message->full_name())}}},
        {"x-key", options.GetExtension(api::v1::key)},
        {"x-aggregate", options.GetExtension(api::v1::aggregate)},
        {"x-retention-days", platform::retention_days_of(topic.message->full_name())},
        {"x-producer", topic.producer},
        {"x-consumers", topic.consumers},
    };
}

json operation_of(const Topic& topic, const char* action) {
    const std::string channel = "#/channels/" + topic.name;
    return {{"action", action},
            {"channel", reference(channel)},
            {"messages", json::array({reference(channel + "/messages/" + topic.message->name())})}};
}

}  // namespace

std::vector<Topic> every_topic() {
    std::vector<Topic> topics;
    for (const auto* file : platform::MethodRules::linked_files())
        for (int i = 0; i < file->message_type_count(); ++i) {
            const Descriptor* message = file->message_type(i);
            const std::string& name = message->options().GetExtension(api::v1::topic);
            if (name.empty()) continue;
            topics.push_back({.name = name, .message = message, .producer = producer_of(*message), .consumers = {}});
            for (const Consumed& one : consumed)
                if (one.what == name || one.what == message->full_name())
                    topics.back().consumers.emplace_back(one.context);
        }
    std::sort(topics.begin(), topics.end(), [](const Topic& one, const Topic& other) { return one.name < other.name; });
    return topics;
}

std::string asyncapi() {
    json channels = json::object(), operations = json::object(), messages = json::object();
    for (const Topic& topic : every_topic()) {
        channels[topic.name] = channel_of(topic);
        operations[topic.producer + ".sends." + topic.name] = operation_of(topic, "send");
        for (const std::string& consumer : topic.consumers)
            operations[consumer + ".receives." + topic.name] = operation_of(topic, "receive");
        messages[topic.message->full_name()] = {{"name", topic.message->full_name()},
                                                {"headers", schema_of(*event::v1::Envelope::descriptor())},
                                                {"payload", schema_of(*topic.message)}};
    }
    const json document{
        {"asyncapi", "3.0.0"},
        {"info",
         {{"title", "AquaCIS events"},
          {"version", std::string(version)},
          {"description",
           "Events of one key keep their order. Each comes in an aquacis.event.v1.Envelope, at least once; a consumer "
           "takes each event_id once."}}},
        {"defaultContentType", "application/x-protobuf"},
        {"channels", channels},
        {"operations", operations},
        {"components", {{"messages", messages}}}};
    return document.dump(2) + "\n";
}

}  // namespace aquacis::aquacisd
