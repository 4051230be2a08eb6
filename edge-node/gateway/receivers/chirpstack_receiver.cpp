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
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<Bytes> from_base64(const std::string& text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    Bytes bytes(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
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
    // The network server knows the time of reception; the payload's own meter, if it names one, is more than the settings know.
    if (!decoded.telegram.counter) decoded.telegram.counter = uplink->frame_counter;
    if (decoded.telegram.address.manufacturer.empty() || decoded.telegram.address.id.empty()) decoded.telegram.address = device->second.meter;
    Reception reception;
    reception.frame = uplink->payload;
    reception.moment = place().time->now();
    if (uplink->at) reception.moment.at = *uplink->at, reception.moment.quality = TimeQuality::synced;
    reception.rssi_dbm = uplink->rssi_dbm;
    reception.telegram = std::move(decoded.telegram);
    hand_on(std::move(reception));
}

std::unique_ptr<Receiver> make_chirpstack_receiver(const Config& settings, Receiver::Place place) {
    ChirpstackSettings made;
    made.name = settings.text("name");
    made.broker.server = settings.text("server");
    made.broker.client_id = "aquacis-edge-" + made.name;
    if (made.broker.server.rfind("ssl://", 0) == 0)
        made.broker.tls = mqtt::Tls{settings.text("ca"), settings.text("certificate", ""), settings.text("key", "")};
    for (const Config& meter : settings.tables("meter")) {
        if (made.devices.size() == max_devices) throw ConfigError("receiver '" + made.name + "': too many meters");
        made.devices[lower(meter.text("device_eui"))] = {meter.text("vendor"), meter.text("model"), read_meter_address(meter)};
    }
    return std::make_unique<ChirpstackReceiver>(std::move(made), place);
}

}  // namespace aquacis::edge
