#pragma once
// Meters, pressure and flow sensors read over Modbus TCP or RTU, and the valves on the same line. What a register means
// is data: each [[receiver.meter]] says where one quantity is; those of one meter make one reading.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "edge-node/gateway/receivers/receiver.hpp"

struct _modbus;  // NOLINT(bugprone-reserved-identifier): libmodbus's modbus_t

namespace aquacis::edge {

struct ModbusMeter {
    enum class Quantity { volume, flow, pressure };
    MeterAddress address;
    Quantity quantity = Quantity::volume;
    int unit = 1;
    int first_register = 0;
    bool holding = true;  // else input registers
    int words = 2;        // 1, 2 or 4
    bool low_word_first = false;
    Decimal scale{1, 3};  // of one count: m³, m³/h or bar
    int valve_coil = -1;  // none
    bool set_coil_opens = true;
};
// The registers as one unsigned count, times the scale.
Decimal modbus_value(const ModbusMeter& meter, std::span<const std::uint16_t> registers);
// Asks on an open line; nothing when no right answer came (errno says why).
std::optional<Decimal> read_modbus_value(_modbus* line, const ModbusMeter& meter);

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
    ModbusReceiver(ModbusSettings settings, Place place)
        : Receiver(settings.name, place), settings_(std::move(settings)) {}
    ~ModbusReceiver() override { stop(); }
    void start() override;
    void stop() override;
    bool open() const override { return open_; }
    void read_now() override;
    bool set_valve(const ValveWish& wish, const ValveAnswer& answer) override;

private:
    static constexpr std::size_t max_waiting = 16;
    struct Waiting {
        const ModbusMeter* meter;
        ValveWish wish;
        ValveAnswer answer;
    };
    enum class Task { stop, valves, read };

    void run();
    Task next_task();
    bool read_all();
    void move_valves();
    ValveOutcome move_valve(const Waiting& waiting);

    const ModbusSettings settings_;
    std::atomic<bool> open_{false};
    std::mutex mutex_;
    std::condition_variable told_;
    bool stopping_ = false;
    std::chrono::steady_clock::time_point next_round_{};
    std::deque<Waiting> waiting_;
    std::uint32_t round_ = 0;
    std::thread thread_;
};

std::unique_ptr<Receiver> make_modbus_receiver(const Config& settings, Receiver::Place place);

}  // namespace aquacis::edge
