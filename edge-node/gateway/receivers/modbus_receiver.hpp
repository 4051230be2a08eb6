#pragma once
// Meters read over Modbus TCP or RTU. What a register means is data: each [[receiver.meter]] says where its volume is.

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "edge-node/gateway/receivers/receiver.hpp"

struct _modbus;  // libmodbus's modbus_t

namespace aquacis::edge {

struct ModbusMeter {
    MeterAddress address;
    int unit = 1;
    int first_register = 0;
    bool holding = true;           // else input registers
    int words = 2;                 // 1, 2 or 4
    bool low_word_first = false;
    Decimal scale{1, 3};           // m³ of one count
};
// The registers as one unsigned count, times the scale.
Decimal modbus_volume(const ModbusMeter& meter, std::span<const std::uint16_t> registers);
// Asks on an open line; nothing when no right answer came (errno says why).
std::optional<Decimal> read_modbus_volume(_modbus* line, const ModbusMeter& meter);

struct ModbusSettings {
    std::string name;
    std::string host;  // TCP, or
    std::uint16_t port = 502;
    std::string device;  // RTU
    int baud = 9600;
    std::chrono::seconds every{900};
    std::vector<ModbusMeter> meters;
};

class ModbusReceiver final : public Receiver {
public:
    ModbusReceiver(ModbusSettings settings, Place place) : Receiver(settings.name, place), settings_(std::move(settings)) {}
    ~ModbusReceiver() override { stop(); }
    void start() override;
    void stop() override;
    bool open() const override { return open_; }

private:
    void run();
    bool pause(std::chrono::milliseconds wait);
    bool read_all();

    const ModbusSettings settings_;
    std::atomic<bool> open_{false};
    std::mutex mutex_;
    std::condition_variable stop_told_;
    bool stopping_ = false;
    std::uint32_t round_ = 0;
    std::thread thread_;
};

std::unique_ptr<Receiver> make_modbus_receiver(const Config& settings, Receiver::Place place);

}  // namespace aquacis::edge
