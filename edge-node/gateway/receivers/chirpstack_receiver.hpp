#pragma once
// LoRaWAN uplinks as ChirpStack publishes them over MQTT.

#include <map>
#include <thread>

#include "base/mqtt/mqtt.hpp"
#include "edge-node/decode/lorawan.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

// What a valve's maker says to send it.
struct LorawanValve {
    unsigned port = 0;  // 0: no valve
    Bytes open;
    Bytes closed;
};
struct LorawanDevice {
    std::string vendor;
    std::string model;
    MeterAddress meter;
    LorawanValve valve{};
};
struct ChirpstackDownlink {
    std::string device_eui;
    unsigned port = 1;
    Bytes payload;
};
std::string to_chirpstack(const ChirpstackDownlink& downlink);  // JSON

struct ChirpstackUplink {
    std::string device_eui;
    unsigned port = 0;
    std::uint32_t frame_counter = 0;
    Bytes payload;
    std::optional<Instant> at;
    int rssi_dbm = 0;  // of the best gateway
};
std::optional<ChirpstackUplink> parse_chirpstack(const std::string& json);

struct ChirpstackSettings {
    std::string name;
    mqtt::Settings broker;
    std::string application;                       // ChirpStack's id of it; needed for valves
    std::map<std::string, LorawanDevice> devices;  // by devEui, lower case
};

class ChirpstackReceiver final : public Receiver {
public:
    ChirpstackReceiver(ChirpstackSettings settings, Place place);
    ~ChirpstackReceiver() override { stop(); }
    void start() override;
    void stop() override;
    bool open() const override { return session_->connected(); }
    bool set_valve(const ValveWish& wish, const ValveAnswer& answer) override;

private:
    void on_message(const mqtt::Message& message);

    const ChirpstackSettings settings_;
    const Drivers drivers_ = Drivers::built_in();
    MemoryFormatStore formats_;
    LorawanDecoder decoder_;
    std::unique_ptr<mqtt::Session> session_;
    std::jthread thread_;
};

std::unique_ptr<Receiver> make_chirpstack_receiver(const Config& settings, Receiver::Place place);

}  // namespace aquacis::edge
