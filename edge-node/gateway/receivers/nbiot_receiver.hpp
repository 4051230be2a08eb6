#pragma once
// NB-IoT meters that send JSON: bare in a UDP datagram, or as the payload of a CoAP POST, which is answered.
//   {"manufacturer":"AXI","serial":"00012345","counter":7,"time":"2026-09-01T12:00:00Z","volume_litres":123456,
//    "flow_m3_h":"0.012","temperature_c":"18.5","rssi":-97,"status":["leak"]}

#include <atomic>
#include <thread>

#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

struct NbiotMessage {
    Telegram telegram;
    std::optional<Instant> at;
    int rssi_dbm = 0;
};
std::optional<NbiotMessage> parse_nbiot_json(std::string_view text);

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
};

class NbiotReceiver final : public Receiver {
public:
    NbiotReceiver(NbiotSettings settings, Place place) : Receiver(settings.name, place), settings_(std::move(settings)) {}
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
