#include "edge-node/gateway/receivers/nbiot_receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "edge-node/gateway/receivers/json_fields.hpp"
#include "edge-node/gateway/receivers/meter_key.hpp"

namespace aquacis::edge {
namespace {

using nlohmann::json;

constexpr std::size_t max_datagram = 2'048;
constexpr std::size_t max_status_words = 16;
constexpr int look_ms = 200;
constexpr std::uint8_t changed = 0x44;
constexpr std::uint8_t bad_request = 0x80;
constexpr std::uint8_t not_allowed = 0x85;

constexpr std::int64_t weak_battery_percent = 10;
constexpr WholeRange any_litres{0, 1'000'000'000'000};
constexpr WholeRange any_byte{0, 255};
constexpr WholeRange any_counter{0, 4'294'967'295};
constexpr WholeRange any_rssi{-200, 0};

// One option's delta or length: 13 and 14 announce one or two more bytes.
std::optional<std::size_t> extended(unsigned nibble, std::span<const std::uint8_t> bytes, std::size_t& at) {
    if (nibble < 13) return nibble;
    const std::size_t more = nibble == 13 ? 1 : 2;
    if (nibble == 15 || at + more > bytes.size()) return std::nullopt;
    const std::size_t value =
        nibble == 13 ? bytes[at] + std::size_t{13} : (std::size_t{bytes[at]} << 8 | bytes[at + 1]) + 269;
    at += more;
    return value;
}

NbiotMessage message_of(MeterAddress address, std::string_view time) {
    NbiotMessage made;
    made.telegram.emplace();
    made.telegram->address = std::move(address);
    made.telegram->driver = "nbiot-json";
    made.at = parse_iso(time);
    return made;
}

std::optional<NbiotMessage> read_own(const json& message) {
    const auto version = message.contains("version") ? whole_field(message, "version", any_byte) : 0;
    const auto device_type = message.contains("device_type") ? whole_field(message, "device_type", any_byte) : 7;
    const auto counter = whole_field(message, "counter", any_counter);
    if (!version || !device_type || !counter) return std::nullopt;
    NbiotMessage made =
        message_of({message.at("manufacturer").get<std::string>(), message.at("serial").get<std::string>(),
                    static_cast<std::uint8_t>(*version), static_cast<std::uint8_t>(*device_type)},
                   message.value("time", ""));
    Telegram& telegram = *made.telegram;
    telegram.counter = static_cast<std::uint32_t>(*counter);
    telegram.volume_m3 = exact_field(message, "volume_m3");
    if (const auto litres = whole_field(message, "volume_litres", any_litres)) telegram.volume_m3 = Decimal(*litres, 3);
    if (!telegram.volume_m3) return std::nullopt;
    telegram.flow_m3_h = exact_field(message, "flow_m3_h");
    telegram.temperature_c = exact_field(message, "temperature_c");
    telegram.status = message.value("status", std::vector<std::string>{});
    made.rssi_dbm = static_cast<int>(whole_field(message, "rssi", any_rssi).value_or(0));
    return made;
}

// The platform's telemetry: it names no manufacturer and no counter, so the settings and the meter's time stand for
// them.
std::optional<NbiotMessage> read_telemetry(const json& message, const std::string& manufacturer) {
    const json& readings = message.at("readings");
    NbiotMessage made =
        message_of({manufacturer, message.at("serialNumber").get<std::string>(), 0, 7}, message.value("timestamp", ""));
    Telegram& telegram = *made.telegram;
    telegram.volume_m3 = exact_field(readings, "totalizer");
    if (!made.at || !telegram.volume_m3 || readings.value("unit", "m3") != "m3") return std::nullopt;
    telegram.counter = static_cast<std::uint32_t>(to_microseconds(*made.at) / 1'000'000);
    if (readings.value("flowRateUnit", "m3/h") == "m3/h") telegram.flow_m3_h = exact_field(readings, "flowRate");
    const json diagnostics = message.value("diagnostics", json::object());
    for (const auto& [flag, word] :
         {std::pair{"leakFlag", "LEAK"}, std::pair{"reverseFlowFlag", "REVERSE"}, std::pair{"tamperFlag", "TAMPER"}})
        if (diagnostics.value(flag, false)) telegram.status.emplace_back(word);
    const auto battery = whole_field(diagnostics, "batteryLevel", {0, 100});
    if (battery && *battery < weak_battery_percent) telegram.status.emplace_back("LOW_BATTERY");
    made.rssi_dbm = static_cast<int>(whole_field(diagnostics, "signalStrength", any_rssi).value_or(0));
    return made;
}

}  // namespace

std::optional<NbiotMessage> parse_nbiot(std::string_view content, const std::string& manufacturer) {
    if (content.empty()) return std::nullopt;
    if (content.front() != '{') {
        NbiotMessage made;
        made.frame.assign(content.begin(), content.end());
        return peek_address(made.frame) ? std::optional(std::move(made)) : std::nullopt;
    }
    try {
        const json message = json::parse(content);
        auto made = message.contains("readings") ? read_telemetry(message, manufacturer) : read_own(message);
        if (!made || !pack(made->telegram->address)) return std::nullopt;
        Telegram& telegram = *made->telegram;
        if (telegram.status.size() > max_status_words) return std::nullopt;
        std::sort(telegram.status.begin(), telegram.status.end());
        telegram.alarm = !telegram.status.empty();
        return made;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

// RFC 7252 as far as a meter uses it: the options are walked over to find the payload, and a datagram that does not
// hold together is none.
std::optional<CoapRequest> parse_coap(std::span<const std::uint8_t> datagram) {
    if (datagram.size() < 4 || datagram[0] >> 6 != 1) return std::nullopt;
    const unsigned type = datagram[0] >> 4 & 3U;
    const std::size_t token = datagram[0] & 0x0FU;
    if (type > 1 || token > 8 || datagram.size() < 4 + token) return std::nullopt;
    CoapRequest request;
    request.confirmable = type == 0;
    request.post = datagram[1] == 0x02 || datagram[1] == 0x03;  // POST, PUT
    request.message_id = static_cast<std::uint16_t>(datagram[2] << 8 | datagram[3]);
    request.token.assign(datagram.begin() + 4, datagram.begin() + 4 + static_cast<std::ptrdiff_t>(token));
    std::size_t at = 4 + token;
    while (at < datagram.size() && datagram[at] != 0xFF) {
        const unsigned head = datagram[at++];
        const auto delta = extended(head >> 4, datagram, at);
        const auto length = delta ? extended(head & 0x0FU, datagram, at) : std::nullopt;
        if (!length || at + *length > datagram.size()) return std::nullopt;
        at += *length;
    }
    if (at < datagram.size())
        request.payload.assign(datagram.begin() + static_cast<std::ptrdiff_t>(at) + 1, datagram.end());
    return request;
}

Bytes coap_answer(const CoapRequest& request, std::uint8_t code) {
    const std::uint8_t type = request.confirmable ? 0x60 : 0x50;  // acknowledgement, or non-confirmable
    Bytes answer;
    answer.reserve(4 + request.token.size());
    answer.push_back(static_cast<std::uint8_t>(type | request.token.size()));
    answer.push_back(code);
    answer.push_back(static_cast<std::uint8_t>(request.message_id >> 8));
    answer.push_back(static_cast<std::uint8_t>(request.message_id));
    for (const std::uint8_t byte : request.token)
        answer.push_back(byte);
    return answer;
}

void NbiotReceiver::start() {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(settings_.port);
    const int made = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (::inet_pton(AF_INET, settings_.address.c_str(), &at.sin_addr) != 1 || made < 0 ||
        ::bind(made, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) {
        if (made >= 0) ::close(made);
        throw ConfigError("receiver '" + settings_.name + "': cannot listen on " + settings_.address + ":" +
                          std::to_string(settings_.port));
    }
    socket_ = made;
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void NbiotReceiver::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    if (socket_ >= 0) ::close(socket_.exchange(-1));
}

std::uint16_t NbiotReceiver::port() const {
    sockaddr_in at{};
    socklen_t size = sizeof at;
    return ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) == 0 ? ntohs(at.sin_port) : 0;
}

// Takes datagrams as they are or inside CoAP; only who asks for an answer gets one.
void NbiotReceiver::run(const std::stop_token& stop) {
    std::array<std::uint8_t, max_datagram> buffer;
    while (!stop.stop_requested()) {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, look_ms) != 1) continue;
        sockaddr_storage from{};
        socklen_t from_size = sizeof from;
        const ssize_t size =
            ::recvfrom(socket_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &from_size);
        if (size <= 0) continue;
        const std::span<const std::uint8_t> datagram(buffer.data(), static_cast<std::size_t>(size));
        if (!settings_.coap) {
            take({reinterpret_cast<const char*>(datagram.data()), datagram.size()});
            continue;
        }
        const auto request = parse_coap(datagram);
        if (!request) {
            ++counts_.not_understood;
            continue;
        }
        const Bytes answer = coap_answer(*request, !request->post           ? not_allowed
                                                   : take(request->payload) ? changed
                                                                            : bad_request);
        if (request->confirmable)
            ::sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), from_size);
    }
}

bool NbiotReceiver::take(std::string_view text) {
    auto message = parse_nbiot(text, settings_.manufacturer);
    if (!message) {
        ++counts_.not_understood;
        return false;
    }
    Reception reception;
    reception.moment = place().time->now();
    if (message->at) reception.moment.at = *message->at, reception.moment.quality = TimeQuality::meter;
    reception.rssi_dbm = message->rssi_dbm;
    reception.frame = std::move(message->frame);
    reception.telegram = std::move(message->telegram);
    hand_on(std::move(reception));
    return true;
}

}  // namespace aquacis::edge
