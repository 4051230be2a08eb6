#include "edge-node/gateway/receivers/chirpstack_receiver.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log/log.hpp"
#include "edge-node/gateway/receivers/json_fields.hpp"
#include "edge-node/gateway/receivers/known_meter.hpp"

namespace aquacis::edge {
namespace {

using nlohmann::json;

constexpr std::size_t max_message = 16'384;
constexpr std::size_t max_devices = 10'000;
constexpr std::chrono::milliseconds look_every{200};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<Bytes> from_base64(const std::string& text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    Bytes bytes(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

std::string to_base64(const Bytes& bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()))));
    return text;
}

// ChirpStack writes nanoseconds: the last three digits go.
std::optional<Instant> parse_time(const std::string& text) {
    const auto dot = text.find('.');
    const auto zone = text.find_first_of("Z+", dot == std::string::npos ? 0 : dot);
    if (dot == std::string::npos || zone == std::string::npos || zone - dot <= 7) return parse_iso(text);
    return parse_iso(text.substr(0, dot + 7) + text.substr(zone));
}

int best_rssi(const json& uplink) {
    int best = 0;
    for (const json& gateway : uplink.value("rxInfo", json::array())) {
        const int rssi = static_cast<int>(whole_field(gateway, "rssi", {-200, 0}).value_or(0));
        if (rssi != 0 && (best == 0 || rssi > best)) best = rssi;
    }
    return best;
}

// valve_port, valve_open and valve_closed: the bytes (hexadecimal) of the maker's downlinks.
LorawanValve read_valve(const Config& meter) {
    if (!meter.has("valve_port")) return {};
    const auto open = parse_hex(meter.text("valve_open"));
    const auto closed = parse_hex(meter.text("valve_closed"));
    if (!open || !closed || open->empty() || closed->empty() || *open == *closed)
        throw ConfigError(
            "valve_open and valve_closed must be two different hexadecimal texts, such as \"31\" and \"30\"");
    return {static_cast<unsigned>(meter.integer("valve_port", 1, 1, 223)), *open, *closed};
}

}  // namespace

std::optional<ChirpstackUplink> parse_chirpstack(const std::string& text) {
    if (text.size() > max_message) return std::nullopt;
    try {
        const json uplink = json::parse(text);
        ChirpstackUplink made;
        made.device_eui = lower(uplink.at("deviceInfo").at("devEui").get<std::string>());
        const auto port = whole_field(uplink, "fPort", {0, 255});
        if (!port) return std::nullopt;
        made.port = static_cast<unsigned>(*port);
        made.frame_counter = static_cast<std::uint32_t>(whole_field(uplink, "fCnt", {0, 4'294'967'295}).value_or(0));
        made.at = parse_time(uplink.value("time", ""));
        made.rssi_dbm = best_rssi(uplink);
        auto payload = from_base64(uplink.at("data").get<std::string>());
        if (!payload) return std::nullopt;
        made.payload = std::move(*payload);
        return made;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

std::string to_chirpstack(const ChirpstackDownlink& downlink) {
    return json{{"devEui", downlink.device_eui},
                {"confirmed", true},
                {"fPort", downlink.port},
                {"data", to_base64(downlink.payload)}}
        .dump();
}

ChirpstackReceiver::ChirpstackReceiver(ChirpstackSettings settings, Place place)
    : Receiver(settings.name, place), settings_(std::move(settings)), decoder_(drivers_, formats_) {
    session_ = std::make_unique<mqtt::Session>(
        settings_.broker, [this](const mqtt::Message& message) { on_message(message); }, [] {});
}

void ChirpstackReceiver::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            if (!session_->connected() && session_->connect()) {
                if (!session_->subscribe("application/+/device/+/event/up")) session_->disconnect();
            }
            std::this_thread::sleep_for(look_every);
        }
    });
}

void ChirpstackReceiver::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    session_->disconnect();
}

void ChirpstackReceiver::on_message(const mqtt::Message& message) {
    const auto uplink = parse_chirpstack(message.payload);
    const auto device = uplink ? settings_.devices.find(uplink->device_eui) : settings_.devices.end();
    if (device == settings_.devices.end()) {
        ++counts_.not_understood;
        return;
    }
    Decoded decoded = decoder_.decode({device->second.vendor, device->second.model, uplink->port, uplink->payload});
    if (decoded.outcome != Outcome::decoded) {
        ++counts_.not_understood;
        return;
    }
    // The network server knows the time of reception; the payload's own meter, if it names one, is more than the
    // settings know.
    if (!decoded.telegram.counter) decoded.telegram.counter = uplink->frame_counter;
    if (decoded.telegram.address.manufacturer.empty() || decoded.telegram.address.id.empty())
        decoded.telegram.address = device->second.meter;
    Reception reception;
    reception.frame = uplink->payload;
    reception.moment = place().time->now();
    if (uplink->at) reception.moment.at = *uplink->at, reception.moment.quality = TimeQuality::synced;
    reception.rssi_dbm = uplink->rssi_dbm;
    reception.telegram = std::move(decoded.telegram);
    hand_on(std::move(reception));
}

// "command/down" of ChirpStack 4; a class A device takes it after its next uplink.
bool ChirpstackReceiver::set_valve(const ValveWish& wish, const ValveAnswer& answer) {
    const auto found = std::find_if(settings_.devices.begin(), settings_.devices.end(), [&](const auto& device) {
        const LorawanDevice& one = device.second;
        return one.valve.port != 0 && one.meter.manufacturer == wish.meter.manufacturer &&
               one.meter.id == wish.meter.id;
    });
    if (found == settings_.devices.end()) return false;
    const auto& [eui, device] = *found;
    const Bytes& payload = wish.position == ValveWish::Position::open ? device.valve.open : device.valve.closed;
    const std::string topic = "application/" + settings_.application + "/device/" + eui + "/command/down";
    const bool sent = session_->publish({topic, to_chirpstack({eui, device.valve.port, payload})});
    answer(sent ? ValveOutcome{true, "given to the network server; the valve takes it after its next uplink"}
                : ValveOutcome{false, "the network server's broker is not connected"});
    return true;
}

std::unique_ptr<Receiver> make_chirpstack_receiver(const Config& settings, Receiver::Place place) {
    ChirpstackSettings made;
    made.name = settings.text("name");
    made.broker.server = settings.text("server");
    made.broker.client_id = "aquacis-edge-" + made.name;
    if (made.broker.server.rfind("ssl://", 0) == 0)
        made.broker.tls = mqtt::Tls{settings.text("ca"), settings.text("certificate", ""), settings.text("key", "")};
    bool has_valves = false;
    for (const Config& meter : settings.tables("meter")) {
        if (made.devices.size() == max_devices) throw ConfigError("receiver '" + made.name + "': too many meters");
        made.devices[lower(meter.text("device_eui"))] = {meter.text("vendor"), meter.text("model"),
                                                         read_meter_address(meter), read_valve(meter)};
        if (meter.has("valve_port")) has_valves = true;
    }
    if (has_valves) made.application = settings.text("application");
    return std::make_unique<ChirpstackReceiver>(std::move(made), place);
}

}  // namespace aquacis::edge
