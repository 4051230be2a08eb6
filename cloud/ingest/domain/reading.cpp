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
constexpr std::size_t max_name = 64;

// A name space of its own: no other context names an event the same way.
const Uuid readings_space = *Uuid::parse("6b0f7d0a-3f6e-4c55-9a0e-51f5c0a1e911");

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_exact(const std::string& text) { return text.empty() || Decimal::parse(text).has_value(); }

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

std::optional<UplinkTopic> parse_topic(std::string_view topic) { return parse_topic(topic, "up"); }

std::optional<UplinkTopic> parse_topic(std::string_view topic, std::string_view subtopic) {
    std::array<std::string_view, 3> parts;
    for (std::string_view& part : parts) {
        const auto end = topic.find('/');
        if (end == std::string_view::npos) return std::nullopt;
        part = topic.substr(0, end);
        topic.remove_prefix(end + 1);
    }
    const auto administration = parse_number<int>(parts[1]);
    if (parts[0] != "aquacis" || topic != subtopic || !administration) return std::nullopt;
    if (*administration <= 0 || parts[2].empty() || parts[2].size() > max_name) return std::nullopt;
    return UplinkTopic{AdministrationId(*administration), std::string(parts[2])};
}

int week_of(Instant at) {
    return static_cast<int>(std::chrono::floor<std::chrono::weeks>(at).time_since_epoch().count());
}

}  // namespace aquacis::ingest
