#include "cloud/ingest/domain/reading.hpp"

#include <algorithm>
#include <array>

#include "base/decimal.hpp"
#include "base/parse_number.hpp"

namespace aquacis::ingest {
namespace {

constexpr std::chrono::hours bucket{1};
constexpr std::chrono::minutes clocks_differ_by{5};
constexpr Instant first_believable = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);
constexpr Instant last_believable = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
constexpr std::size_t max_name = 64;  // a certificate's common name has no more
constexpr std::size_t max_word = 64;  // of a driver, of a status: told by name in tables and pages
constexpr std::size_t max_status = 32;
constexpr std::size_t max_decimal = 40;

// A name space of its own: no other context names an event the same way.
const Uuid readings_space = *Uuid::parse("6b0f7d0a-3f6e-4c55-9a0e-51f5c0a1e911");

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_exact(const std::string& text) {
    return text.empty() || (text.size() <= max_decimal && Decimal::parse(text).has_value());
}

bool is_word(const std::string& text) {
    return text.size() <= max_word &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Uuid named(AdministrationId administration, const RawReading& reading, std::int64_t hour) {
    std::string name = std::to_string(administration.number()) + '/' + reading.manufacturer + reading.serial;
    for (const std::uint32_t part : {reading.version, reading.device_type, reading.counter})
        name += '/' + std::to_string(part);
    return make_named_uuid(readings_space, name + '/' + std::to_string(hour) + '/' + reading.payload_hash);
}

}  // namespace

std::optional<std::string> fault_of(const RawReading& reading) {
    if (reading.manufacturer.size() != 3 ||
        !std::all_of(reading.manufacturer.begin(), reading.manufacturer.end(), is_upper))
        return "manufacturer is not three capital letters";
    if (reading.serial.size() != 8 || !std::all_of(reading.serial.begin(), reading.serial.end(), is_hex))
        return "serial is not eight digits";
    if (reading.version > 255 || reading.device_type > 255) return "version and device_type are bytes";
    if (reading.payload_hash.size() != 8) return "payload_hash is not 8 bytes";
    if (reading.taken_at < first_believable || reading.taken_at >= last_believable)
        return "taken_at_us is not of this century";
    if (!is_word(reading.driver)) return "driver is longer than 64 printable ASCII characters";
    if (reading.status.size() > max_status || !std::all_of(reading.status.begin(), reading.status.end(), is_word))
        return "status is more than 32 words of 64 printable ASCII characters";
    if (!reading.target_date.empty() && !parse_date(reading.target_date)) return "target_date is not YYYY-MM-DD";
    const std::array exact{
        std::pair{"volume_m3", &reading.volume_m3}, std::pair{"target_volume_m3", &reading.target_volume_m3},
        std::pair{"flow_m3_h", &reading.flow_m3_h}, std::pair{"temperature_c", &reading.temperature_c},
        std::pair{"pressure_bar", &reading.pressure_bar}};
    for (const auto& [field, text] : exact)
        if (!is_exact(*text)) return std::string(field) + " is not an exact decimal";
    return std::nullopt;
}

EventIdentity identity_of(AdministrationId administration, const RawReading& reading) {
    const auto hour = std::chrono::floor<std::chrono::hours>(reading.taken_at);
    const std::int64_t number = hour.time_since_epoch().count();
    EventIdentity identity{named(administration, reading, number), std::nullopt};
    const auto into = reading.taken_at - hour;
    if (into < clocks_differ_by) identity.neighbour = named(administration, reading, number - 1);
    if (bucket - into < clocks_differ_by) identity.neighbour = named(administration, reading, number + 1);
    return identity;
}

std::string broker_name(const UplinkTopic& gateway) {
    return std::to_string(gateway.administration.number()) + "." + gateway.gateway_id;
}

std::optional<UplinkTopic> parse_broker_name(std::string_view name) {
    const auto dot = name.find('.');
    if (dot == std::string_view::npos || dot + 1 == name.size() || name.size() > max_name) return std::nullopt;
    const auto administration = parse_number<int>(name.substr(0, dot));
    if (!administration || *administration <= 0) return std::nullopt;
    UplinkTopic gateway{AdministrationId(*administration), std::string(name.substr(dot + 1))};
    return broker_name(gateway) == name ? std::optional(std::move(gateway)) : std::nullopt;  // "011" is no 11
}

std::string topic_of(const UplinkTopic& gateway, std::string_view subtopic) {
    return "aquacis/" + broker_name(gateway) + "/" + std::string(subtopic);
}

std::optional<UplinkTopic> parse_topic(std::string_view topic, std::string_view subtopic) {
    constexpr std::string_view root = "aquacis/";
    if (!topic.starts_with(root)) return std::nullopt;
    topic.remove_prefix(root.size());
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || topic.substr(slash + 1) != subtopic) return std::nullopt;
    return parse_broker_name(topic.substr(0, slash));
}

int week_of(Instant at) {
    return static_cast<int>(std::chrono::floor<std::chrono::weeks>(at).time_since_epoch().count());
}

}  // namespace aquacis::ingest
