#include "edge-node/gateway/node_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "edge-node/decode/explain.hpp"
#include "edge-node/decode/spanish.hpp"

namespace aquacis::edge {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t hour_us = 3'600 * second_us;
constexpr std::int64_t day_us = 24 * hour_us;
constexpr std::int64_t bytes_a_row = 150;
constexpr auto certificate_warning = std::chrono::days(30);

std::int64_t rejected(const ReceiverCounts& counts) {
    return counts.bad_crc + counts.bad_coding + counts.not_understood;
}

std::int64_t sum(const std::array<std::int64_t, 3>& by_class) { return by_class[0] + by_class[1] + by_class[2]; }

// How long the room lasts at the last hour's pace, no longer than intervals are kept anyway.
std::int64_t days_left(const Node& node, const SpoolCounts& spool, std::int64_t readings_an_hour) {
    const std::int64_t kept = node.settings().limits.keep[2].count();
    const std::int64_t a_day = std::max<std::int64_t>(readings_an_hour, node.settings().expected_meters) * 24;
    if (a_day == 0) return kept;
    return std::clamp<std::int64_t>((spool.bytes_limit - spool.bytes_used) / (a_day * bytes_a_row), 0, kept);
}

std::string grouped_cubic_metres(std::int64_t litres) {
    const std::string digits = std::to_string(litres / 1'000);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return fmt::format("{}.{:03}", text, std::abs(litres % 1'000));
}

ordered_json meter_json(const MeterSight& sight, std::int64_t uptime_us) {
    const MeterAddress address = unpack(sight.meter);
    ordered_json rssi = ordered_json::array();
    for (const std::int8_t level : sight.rssi_dbm)
        if (level != 0) rssi.push_back(std::to_string(level) + " dBm");
    ordered_json made{{"name", address.manufacturer + " " + address.id},
                      {"rssi", rssi},
                      {"sealed", sight.sealed},
                      {"alarm", sight.alarm}};
    made["volume"] = sight.litres ? ordered_json(grouped_cubic_metres(*sight.litres)) : ordered_json();
    made["heard_s"] =
        sight.heard_uptime_us == 0 ? ordered_json() : ordered_json((uptime_us - sight.heard_uptime_us) / second_us);
    return made;
}

ordered_json receivers_json(const Node& node) {
    ordered_json all = ordered_json::array();
    const auto receivers = node.receivers();
    for (const auto& receiver : receivers->all()) {
        const ReceiverCounts& counts = receiver->counts();
        const std::int64_t heard = counts.last_heard_uptime_us;
        all.push_back(
            {{"name", receiver->name()},
             {"open", receiver->open()},
             {"telegrams", counts.telegrams.load()},
             {"rejected", rejected(counts)},
             {"heard_s", heard < 0 ? ordered_json() : ordered_json((node.time().uptime_us() - heard) / second_us)}});
    }
    return all;
}

// What became of the bundle that the cloud had brought here last, in the installer's words; empty: installed, or there
// was none.
std::string last_update(const Node& node) {
    if (!node.settings().update) return "";
    std::ifstream in(node.settings().update->folder / "fetched.json");
    const auto told = ordered_json::parse(std::string(std::istreambuf_iterator<char>(in), {}), nullptr, false);
    return told.is_object() ? told.value("why", "") : "";
}

class MetricsText {
public:
    MetricsText& of(std::string_view name, std::string_view kind, std::string_view help) {
        text_ += fmt::format("# HELP aquacis_edge_{} {}\n# TYPE aquacis_edge_{} {}\n", name, help, name, kind);
        name_ = name;
        return *this;
    }
    MetricsText& value(std::int64_t value, const std::string& labels = "") {
        text_ += fmt::format("aquacis_edge_{}{} {}\n", name_, labels.empty() ? "" : "{" + labels + "}", value);
        return *this;
    }
    std::string take() && { return std::move(text_); }

private:
    std::string text_;
    std::string name_;
};

}  // namespace

void NodeState::sample() {
    const Sample now{node_.time().uptime_us(), node_.intake().counts()};
    const std::lock_guard lock(mutex_);
    samples_.push_back(now);
    while (samples_.size() > max_samples || now.uptime_us - samples_.front().uptime_us > hour_us)
        samples_.pop_front();
}

IntakeCounts NodeState::hour_ago() const {
    const std::lock_guard lock(mutex_);
    // Within the first hour of its life, everything was in the last hour.
    if (samples_.size() < max_samples - 1) return {};
    return samples_.front().counts;
}

std::int64_t NodeState::silent_meters() const {
    const std::vector<MeterSight> sights = node_.intake().sights();
    const std::int64_t uptime = node_.time().uptime_us();
    return std::count_if(sights.begin(), sights.end(), [&](const MeterSight& sight) {
        return uptime - std::max(sight.heard_uptime_us, node_.started_uptime_us()) > day_us;
    });
}

std::optional<Validity> NodeState::certificate_validity() const {
    if (!node_.settings().uplink.tls) return std::nullopt;
    std::ifstream in(node_.settings().uplink.tls->certificate);
    try {
        return validity_of_certificate(std::string(std::istreambuf_iterator<char>(in), {}));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

// What a person must do something about; empty: nothing.
std::string NodeState::fault() const {
    if (!node_.spool().healthy()) return "No se puede escribir en el disco: libere espacio.";
    const auto now = node_.time().known();
    const auto certificate = certificate_validity();
    if (now && certificate &&
        certificate->until - *now <
            std::min<Instant::duration>(certificate_warning, (certificate->until - certificate->from) / 6)) {
        const std::string day = to_iso(certificate->until).substr(0, 10);
        return certificate->until > *now
                   ? "El certificado de la compuerta termina el " + day + " y no se ha renovado: avise a la oficina."
                   : "El certificado de la compuerta terminó el " + day +
                         ": dé de alta la compuerta con un código nuevo.";
    }
    return node_.spool().counts().set_aside > 0 ? "El archivo de la cola estaba dañado; se apartó y se empezó otro."
                                                : "";
}

std::string NodeState::page_json(const std::string& find) const {
    const IntakeCounts counts = node_.intake().counts();
    const IntakeCounts before = hour_ago();
    const SpoolCounts spool = node_.spool().counts();
    const UplinkCounts uplink = node_.uplink().counts();
    const std::int64_t uptime = node_.time().uptime_us();
    std::vector<MeterSight> sights = node_.intake().sights();
    const auto heard = std::count_if(sights.begin(), sights.end(), [&](const MeterSight& s) {
        return s.heard_uptime_us != 0 && uptime - s.heard_uptime_us <= day_us;
    });
    const std::int64_t silent = silent_meters();
    const auto sealed = std::count_if(sights.begin(), sights.end(), [](const MeterSight& s) { return s.sealed; });
    std::sort(sights.begin(), sights.end(), [](const MeterSight& a, const MeterSight& b) {
        return std::tuple(!a.sealed, !a.alarm, a.meter) < std::tuple(!b.sealed, !b.alarm, b.meter);
    });
    ordered_json meters = ordered_json::array();
    for (const MeterSight& sight : sights) {
        if (meters.size() == max_meters_shown) break;
        if (find.empty() || unpack(sight.meter).id.find(find) != std::string::npos)
            meters.push_back(meter_json(sight, uptime));
    }

    ordered_json state;
    state["gateway"] = node_.settings().gateway_id;
    state["zone"] = node_.settings().zone;
    state["release"] = node_.settings().release;
    state["connected"] = uplink.connected;
    state["queue"] = sum(spool.rows);
    state["clock_known"] = node_.time().known().has_value();
    state["heard_24h"] = heard;
    state["expected"] = node_.settings().expected_meters;
    state["telegrams_1h"] = counts.telegrams - before.telegrams;
    state["readings_1h"] = counts.readings - before.readings;
    state["sealed_meters"] = sealed;
    state["silent"] = silent;
    state["space_percent"] = spool.bytes_used * 100 / std::max<std::int64_t>(spool.bytes_limit, 1);
    state["space_days"] = days_left(node_, spool, counts.readings - before.readings);
    state["meters_known"] = sights.size();
    state["meters"] = meters;
    state["receivers"] = receivers_json(node_);
    state["batches_acknowledged"] = uplink.batches_acknowledged;
    state["batches_resent"] = uplink.batches_resent;
    state["in_flight"] = uplink.in_flight;
    state["evicted"] = sum(spool.evicted) + sum(spool.expired);
    state["fault"] = fault();
    state["last_update"] = last_update(node_);
    return state.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// The counters and gauges that /metrics shows, in the order of a telegram's way through the node.
std::string NodeState::metrics() const {
    const IntakeCounts intake = node_.intake().counts();
    const SpoolCounts spool = node_.spool().counts();
    const UplinkCounts uplink = node_.uplink().counts();
    MetricsText text;
    text.of("telegrams_total", "counter", "telegrams given to the decoder").value(intake.telegrams);
    text.of("telegrams_invalid_total", "counter", "frames that are no telegram").value(intake.invalid);
    text.of("duplicates_total", "counter", "telegrams heard before").value(intake.duplicates);
    text.of("replayed_total", "counter", "telegrams with an older counter than the meter's newest")
        .value(intake.replayed);
    text.of("thinned_total", "counter", "readings left out by thinning").value(intake.thinned);
    text.of("readings_total", "counter", "readings kept").value(intake.readings);
    text.of("alarms_total", "counter", "readings kept at once for their status").value(intake.alarms);
    text.of("without_key_total", "counter", "telegrams without a fitting key").value(intake.without_key);
    text.of("opened_later_total", "counter", "kept telegrams that a key opened").value(intake.unsealed);
    text.of("meters", "gauge", "meters known").value(static_cast<std::int64_t>(node_.intake().meters()));
    text.of("meters_silent", "gauge", "meters not heard for a day").value(silent_meters());
    text.of("spool_rows", "gauge", "readings not yet acknowledged");
    for (const RowClass row_class : row_classes)
        text.value(spool.rows[static_cast<std::size_t>(row_class) - 1],
                   fmt::format("class=\"{}\"", to_string(row_class)));
    text.of("spool_evicted_total", "counter", "readings dropped for want of room");
    for (const RowClass row_class : row_classes)
        text.value(spool.evicted[static_cast<std::size_t>(row_class) - 1],
                   fmt::format("class=\"{}\"", to_string(row_class)));
    text.of("spool_expired_total", "counter", "readings dropped for age");
    for (const RowClass row_class : row_classes)
        text.value(spool.expired[static_cast<std::size_t>(row_class) - 1],
                   fmt::format("class=\"{}\"", to_string(row_class)));
    text.of("spool_bytes", "gauge", "bytes used by the spool").value(spool.bytes_used);
    text.of("spool_sealed", "gauge", "telegrams kept for a key").value(spool.sealed);
    text.of("spool_sealed_dropped_total", "counter", "kept telegrams dropped for want of room")
        .value(spool.sealed_dropped);
    text.of("spool_damaged_files_total", "counter", "damaged spool files set aside").value(spool.set_aside);
    if (const auto certificate = certificate_validity())
        text.of("certificate_expiry_timestamp_seconds", "gauge", "when the certificate for the broker ends")
            .value(to_microseconds(certificate->until) / second_us);
    text.of("uplink_connected", "gauge", "1 when the broker is there").value(uplink.connected ? 1 : 0);
    text.of("uplink_batches_total", "counter", "batches sent").value(uplink.batches_sent);
    text.of("uplink_batches_resent_total", "counter", "batches sent again").value(uplink.batches_resent);
    text.of("uplink_batches_acknowledged_total", "counter", "batches the cloud has").value(uplink.batches_acknowledged);
    text.of("uplink_readings_acknowledged_total", "counter", "readings the cloud has")
        .value(uplink.readings_acknowledged);
    const auto receivers = node_.receivers();
    text.of("receiver_telegrams_total", "counter", "telegrams of a receiver");
    for (const auto& receiver : receivers->all())
        text.value(receiver->counts().telegrams, "receiver=\"" + receiver->name() + "\"");
    text.of("receiver_rejected_total", "counter", "lines or frames of a receiver that are no telegram");
    for (const auto& receiver : receivers->all())
        text.value(rejected(receiver->counts()), "receiver=\"" + receiver->name() + "\"");
    text.of("receiver_silent_seconds", "gauge", "since a receiver last heard anything, or since the start");
    for (const auto& receiver : receivers->all()) {
        const std::int64_t last =
            std::max<std::int64_t>(receiver->counts().last_heard_uptime_us, node_.started_uptime_us());
        text.value((node_.time().uptime_us() - last) / second_us, "receiver=\"" + receiver->name() + "\"");
    }
    text.of("receiver_open", "gauge", "1 when the receiver is there");
    for (const auto& receiver : receivers->all())
        text.value(receiver->open() ? 1 : 0, "receiver=\"" + receiver->name() + "\"");
    return std::move(text).take();
}

NodeState::Health NodeState::health() const {
    const bool disk = node_.spool().healthy();
    const auto receivers_now = node_.receivers();
    const auto open = std::count_if(receivers_now->all().begin(), receivers_now->all().end(),
                                    [](const auto& receiver) { return receiver->open(); });
    const bool receivers = open > 0;
    const UplinkCounts uplink = node_.uplink().counts();
    const bool clock = node_.time().known().has_value();
    // The cloud's absence is what the spool is for: it is told, and is no illness.
    const ordered_json json{{"well", disk && receivers},
                            {"disk", disk},
                            {"receivers", receivers},
                            {"clock", clock},
                            {"cloud", uplink.connected},
                            // What the health gate of an update measures by (update/health.hpp).
                            {"release", node_.settings().release},
                            {"receivers_open", open},
                            {"acknowledged", uplink.batches_acknowledged},
                            {"waiting", sum(node_.spool().counts().rows)},
                            {"started_us", node_.started_uptime_us()}};
    return {disk && receivers, json.dump()};
}

std::string explain_json(const Node& node, const std::string& hex, const std::string& key_text) {
    const auto bytes = parse_hex(hex);
    ordered_json answer{{"chips", ordered_json::array()}, {"parts", ordered_json::array()}};
    const auto chip = [&](const std::string& text, const std::string& mood) {
        answer["chips"].push_back({{"text", text}, {"mood", mood}});
    };
    std::optional<Key> key = parse_key(key_text);
    if (!bytes || bytes->empty()) {
        const auto fault = hex_fault(hex);
        answer["fault"] = fault ? spanish_hex_fault(*fault) : "Pegue el telegrama: pares de 0-9 y A-F.";
        return answer.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    }
    if (!key && !key_text.empty()) {
        answer["fault"] = "La llave debe tener 32 dígitos hexadecimales.";
        return answer.dump();
    }
    if (!key) key = node.intake().key_of(*bytes);
    MemoryFormatStore formats = node.intake().formats();
    Decoder decoder(node.drivers(), formats);
    const Decoded decoded = decoder.decode(*bytes, key ? &*key : nullptr);
    bool crc = false;
    answer["hex"] = to_hex(*bytes);
    for (const Explained& part : explain(*bytes, key ? &*key : nullptr, node.drivers(), formats)) {
        crc = crc || part.kind == "crc";
        answer["parts"].push_back({{"hex", part.hex},
                                   {"kind", part.kind},
                                   {"field", part.field},
                                   {"value", part.value},
                                   {"meaning", part.meaning}});
    }
    if (crc && decoded.outcome != Outcome::invalid) chip("CRC correcto", "");
    if (decoded.error)
        answer["fault"] =
            "Byte " + std::to_string(decoded.error->offset) + ": " + spanish_error(decoded.error->message) + ".";
    if (decoded.outcome == Outcome::invalid) chip("no es un telegrama válido", "bad");
    if (decoded.outcome == Outcome::needs_key)
        chip(key ? "la llave no abre el telegrama" : "cifrado: falta la llave", "warn");
    if (decoded.outcome == Outcome::decoded) {
        const std::string mode = decoded.telegram.security == Security::mode5     ? "modo 5"
                                 : decoded.telegram.security == Security::mode7   ? "modo 7"
                                 : decoded.telegram.security == Security::ell_ctr ? "capa de enlace"
                                                                                  : "";
        chip(mode.empty() ? "sin cifrado" : "descifrado, " + mode, "");
    }
    return answer.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace aquacis::edge
