#pragma once
// A gateway's reading as ingest must understand it: who says it, and whether it is one at all.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"

namespace aquacis::ingest {

struct RawReading {
    std::string manufacturer;
    std::string serial;
    std::uint32_t version = 0;
    std::uint32_t device_type = 0;
    std::uint32_t counter = 0;
    std::string payload_hash;  // 8 bytes
    Instant taken_at;
    std::string volume_m3;
    std::string target_volume_m3;
    std::string flow_m3_h;
    std::string temperature_c;
    std::string pressure_bar;
    std::string target_date;
    std::string driver;
    std::vector<std::string> status;
};

// Why it is none, in English for the operator; nothing when it is one.
std::optional<std::string> fault_of(const RawReading& reading);

// The same telegram, heard by any gateway and sent any number of times, is one event. An access number is eight bits
// and a stopped meter repeats itself honestly after an hour, so the hour belongs to the identity; the neighbour is the
// identity it would have in the hour that is less than five minutes away, because gateways' clocks differ.
struct EventIdentity {
    Uuid event_id;
    std::optional<Uuid> neighbour;
};
EventIdentity identity_of(AdministrationId administration, const RawReading& reading);

// A gateway, as its certificate and its topics name it: "11.QRO-GW-0147". The broker lets a certificate speak beneath
// its own name alone, so what a topic says of administration and gateway is true.
struct UplinkTopic {
    AdministrationId administration;
    std::string gateway_id;
};
std::string broker_name(const UplinkTopic& gateway);
std::optional<UplinkTopic> parse_broker_name(std::string_view name);
std::string topic_of(const UplinkTopic& gateway, std::string_view subtopic);  // "aquacis/11.QRO-GW-0147/ack"
std::optional<UplinkTopic> parse_topic(std::string_view topic, std::string_view subtopic);

// The week whose generation of the duplicate table an instant belongs to.
int week_of(Instant at);

}  // namespace aquacis::ingest
