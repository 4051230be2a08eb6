#include "edge-node/gateway/receivers/modbus_receiver.hpp"

#include <modbus/modbus.h>

#include <cerrno>

#include "base/log/log.hpp"
#include "edge-node/gateway/receivers/known_meter.hpp"

namespace aquacis::edge {
namespace {

constexpr std::chrono::seconds retry{10};
constexpr std::size_t max_meters = 247;
const Decimal least_scale{1, 9};
const Decimal most_scale{1'000, 0};

using Line = std::unique_ptr<modbus_t, decltype(&modbus_free)>;

Line open_line(const ModbusSettings& settings) {
    modbus_t* made = settings.device.empty() ? modbus_new_tcp_pi(settings.host.c_str(), std::to_string(settings.port).c_str())
                                             : modbus_new_rtu(settings.device.c_str(), settings.baud, 'E', 8, 1);
    return {made, &modbus_free};
}

}  // namespace

Decimal modbus_volume(const ModbusMeter& meter, std::span<const std::uint16_t> registers) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < registers.size(); ++i)
        count = count << 16 | registers[meter.low_word_first ? registers.size() - 1 - i : i];
    return Decimal(static_cast<int128>(count), 0) * meter.scale;
}

std::optional<Decimal> read_modbus_volume(_modbus* line, const ModbusMeter& meter) {
    std::array<std::uint16_t, 4> registers{};
    modbus_set_slave(line, meter.unit);
    const int read = meter.holding ? modbus_read_registers(line, meter.first_register, meter.words, registers.data())
                                   : modbus_read_input_registers(line, meter.first_register, meter.words, registers.data());
    if (read != meter.words) return std::nullopt;
    return modbus_volume(meter, std::span(registers).first(static_cast<std::size_t>(meter.words)));
}

void ModbusReceiver::start() {
    thread_ = std::thread([this] { run(); });
}

void ModbusReceiver::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_told_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool ModbusReceiver::pause(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    stop_told_.wait_for(lock, wait, [&] { return stopping_; });
    return !stopping_;
}

void ModbusReceiver::run() {
    while (pause(std::chrono::milliseconds(0))) {
        ++round_;
        open_ = read_all();
        pause(open_ ? settings_.every : retry);
    }
}

bool ModbusReceiver::read_all() {
    const Line line = open_line(settings_);
    if (!line || modbus_connect(line.get()) != 0) return false;
    for (const ModbusMeter& meter : settings_.meters) {
        const auto volume = read_modbus_volume(line.get(), meter);
        if (!volume) {
            ++counts_.not_understood;
            log::warning("modbus.no_answer", {{"receiver", name()}, {"unit", meter.unit}, {"why", modbus_strerror(errno)}});
            continue;
        }
        Reception reception;
        reception.moment = place().time->now();
        reception.telegram.emplace();
        reception.telegram->address = meter.address;
        reception.telegram->driver = "modbus";
        reception.telegram->counter = round_;
        reception.telegram->volume_m3 = volume;
        hand_on(std::move(reception));
    }
    modbus_close(line.get());
    return true;
}

std::unique_ptr<Receiver> make_modbus_receiver(const Config& settings, Receiver::Place place) {
    ModbusSettings made;
    made.name = settings.text("name");
    made.device = settings.text("serial", "");
    if (made.device.empty()) made.host = settings.text("host");
    made.port = static_cast<std::uint16_t>(settings.integer("port", 502, 1, 65'535));
    made.baud = static_cast<int>(settings.integer("baud", 9'600, 1'200, 115'200));
    made.every = std::chrono::seconds(settings.integer("every_s", 900, 1, 86'400));
    for (const Config& table : settings.tables("meter")) {
        ModbusMeter meter;
        meter.address = read_meter_address(table);
        meter.unit = static_cast<int>(table.integer("unit", 1, 0, 247));
        meter.first_register = static_cast<int>(table.integer("register", 0, 0, 65'535));
        meter.words = static_cast<int>(table.integer("words", 2, 1, 4));
        meter.holding = table.text("table", "holding") == "holding";
        meter.low_word_first = table.flag("low_word_first", false);
        const auto scale = Decimal::parse(table.text("scale_m3", "0.001"));
        if (!scale || *scale > most_scale || *scale < least_scale || scale->scale() > 9)
            throw ConfigError("receiver '" + made.name + "': scale_m3 must be a decimal in quotes from 0.000000001 to 1000, such as \"0.001\"");
        meter.scale = *scale;
        made.meters.push_back(meter);
    }
    if (made.meters.empty() || made.meters.size() > max_meters) throw ConfigError("receiver '" + made.name + "': name 1 to 247 [[receiver.meter]]");
    return std::make_unique<ModbusReceiver>(std::move(made), place);
}

}  // namespace aquacis::edge
