#pragma once
// NB-IoT meters, in a UDP datagram each or as the payload of a CoAP POST, which is answered. The payload is one of:
//   an M-Bus telegram, from its length byte or as a wired long frame;
//   {"manufacturer":"AXI","serial":"00012345","counter":7,"time":"2026-09-01T12:00:00Z","volume_litres":123456,
//    "flow_m3_h":"0.012","temperature_c":"18.5","rssi":-97,"status":["leak"]};
//   the platform's telemetry: {"serialNumber":"10005237","timestamp":"2026-02-16T14:30:00.000Z",
//    "readings":{"totalizer":1523.456,"unit":"m3","flowRate":0.023},"diagnostics":{"batteryLevel":87,"leakFlag":false}}

#include <atomic>
#include <thread>

#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

struct NbiotMessage {
    std::optional<Telegram> telegram;  // of JSON, or
    Bytes frame;                       // still to be decoded
    std::optional<Instant> at;
    int rssi_dbm = 0;
};
// `manufacturer`: of meters whose telemetry does not name one.
std::optional<NbiotMessage> parse_nbiot(std::string_view content, const std::string& manufacturer);

struct CoapRequest {
    bool confirmable = false;
    bool post = false;
    std::uint16_t message_id = 0;
    Bytes token;
    std::string payload;
};
std::optional<CoapRequest> parse_coap(std::span<const std::uint8_t> datagram);
Bytes coap_answer(const CoapRequest& request, std::uint8_t code);  // 0x44: 2.04 changed; 0x80: 4.00; 0x85: 4.05

struct NbiotSettings {
    std::string name;
    std::string address;
    std::uint16_t port = 0;  // 0: a free one
    bool coap = false;
    std::string manufacturer = {};  // of telemetry that names none
};

class NbiotReceiver final : public Receiver {
public:
    NbiotReceiver(NbiotSettings settings, Place place)
        : Receiver(settings.name, place), settings_(std::move(settings)) {}
    ~NbiotReceiver() override { stop(); }
    void start() override;
    void stop() override;
    bool open() const override { return socket_ >= 0; }
    std::uint16_t port() const override;

private:
    void run(const std::stop_token& stop);
    bool take(std::string_view text);

    const NbiotSettings settings_;
    std::atomic<int> socket_{-1};
    std::jthread thread_;
};

}  // namespace aquacis::edge
