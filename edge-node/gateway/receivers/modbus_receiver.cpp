#include "edge-node/gateway/receivers/modbus_receiver.hpp"

#include <modbus/modbus.h>

#include <algorithm>
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
    modbus_t* made = settings.device.empty()
                         ? modbus_new_tcp_pi(settings.host.c_str(), std::to_string(settings.port).c_str())
                         : modbus_new_rtu(settings.device.c_str(), settings.baud, 'E', 8, 1);
    return {made, &modbus_free};
}

ModbusMeter::Quantity read_quantity(const Config& table) {
    const std::string word = table.text("quantity", "volume");
    if (word == "volume") return ModbusMeter::Quantity::volume;
    if (word == "flow") return ModbusMeter::Quantity::flow;
    if (word == "pressure") return ModbusMeter::Quantity::pressure;
    throw ConfigError("quantity = \"" + word + "\" is not known; write volume (m³), flow (m³/h) or pressure (bar)");
}

}  // namespace

Decimal modbus_value(const ModbusMeter& meter, std::span<const std::uint16_t> registers) {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < registers.size(); ++i)
        count = count << 16 | registers[meter.low_word_first ? registers.size() - 1 - i : i];
    return Decimal(static_cast<int128>(count), 0) * meter.scale;
}

std::optional<Decimal> read_modbus_value(_modbus* line, const ModbusMeter& meter) {
    std::array<std::uint16_t, 4> registers{};
    modbus_set_slave(line, meter.unit);
    const int read = meter.holding
                         ? modbus_read_registers(line, meter.first_register, meter.words, registers.data())
                         : modbus_read_input_registers(line, meter.first_register, meter.words, registers.data());
    if (read != meter.words) return std::nullopt;
    return modbus_value(meter, std::span(registers).first(static_cast<std::size_t>(meter.words)));
}

void ModbusReceiver::start() {
    thread_ = std::thread([this] { run(); });
}

void ModbusReceiver::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    told_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void ModbusReceiver::read_now() {
    const std::lock_guard lock(mutex_);
    next_round_ = {};
    told_.notify_all();
}

bool ModbusReceiver::set_valve(const ValveWish& wish, const ValveAnswer& answer) {
    const auto meter = std::find_if(settings_.meters.begin(), settings_.meters.end(), [&](const ModbusMeter& one) {
        return one.valve_coil >= 0 && one.address.manufacturer == wish.meter.manufacturer &&
               one.address.id == wish.meter.id;
    });
    if (meter == settings_.meters.end()) return false;
    std::unique_lock lock(mutex_);
    if (stopping_ || waiting_.size() == max_waiting) {
        lock.unlock();
        answer({false, "too many valves wait on this line"});
        return true;
    }
    waiting_.push_back({&*meter, wish, answer});
    told_.notify_all();
    return true;
}

ModbusReceiver::Task ModbusReceiver::next_task() {
    std::unique_lock lock(mutex_);
    while (!stopping_ && waiting_.empty() && std::chrono::steady_clock::now() < next_round_)
        told_.wait_until(lock, next_round_);
    if (stopping_) return Task::stop;
    return waiting_.empty() ? Task::read : Task::valves;
}

void ModbusReceiver::run() {
    while (true) {
        const Task task = next_task();
        if (task == Task::stop) break;
        if (task == Task::valves) {
            move_valves();
            continue;
        }
        {
            const std::lock_guard lock(
                mutex_);  // before the round: a wish to read now that comes within it means another one
            next_round_ = std::chrono::steady_clock::now() + settings_.every;
        }
        ++round_;
        open_ = read_all();
        const std::lock_guard lock(mutex_);
        if (!open_) next_round_ = std::min(next_round_, std::chrono::steady_clock::now() + retry);
    }
    for (const Waiting& waiting : waiting_)
        waiting.answer({false, "the node is ending"});
}

// One round over the line: neighbouring registers of one meter make one reception, and a register that does not answer
// leaves the others.
bool ModbusReceiver::read_all() {
    const Line line = open_line(settings_);
    if (!line || modbus_connect(line.get()) != 0) return false;
    for (auto first = settings_.meters.begin(); first != settings_.meters.end();) {
        const auto last = std::find_if(first, settings_.meters.end(),
                                       [&](const ModbusMeter& one) { return one.address != first->address; });
        Reception reception;
        reception.moment = place().time->now();
        Telegram& telegram = reception.telegram.emplace();
        telegram.address = first->address;
        telegram.driver = "modbus";
        telegram.counter = round_;
        bool any = false;
        for (; first != last; ++first) {
            const auto value = read_modbus_value(line.get(), *first);
            if (!value) {
                ++counts_.not_understood;
                log::warning("modbus.no_answer",
                             {{"receiver", name()}, {"unit", first->unit}, {"why", modbus_strerror(errno)}});
                continue;
            }
            any = true;
            if (first->quantity == ModbusMeter::Quantity::volume) telegram.volume_m3 = value;
            if (first->quantity == ModbusMeter::Quantity::flow) telegram.flow_m3_h = value;
            if (first->quantity == ModbusMeter::Quantity::pressure) telegram.pressure_bar = value;
        }
        if (any) hand_on(std::move(reception));
    }
    modbus_close(line.get());
    return true;
}

void ModbusReceiver::move_valves() {
    std::deque<Waiting> waiting;
    {
        const std::lock_guard lock(mutex_);
        waiting.swap(waiting_);
    }
    for (const Waiting& one : waiting)
        one.answer(move_valve(one));
}

// Moves the coil and reads it back: the answer says what the device did, not only what it took.
ValveOutcome ModbusReceiver::move_valve(const Waiting& waiting) {
    if (std::chrono::steady_clock::now() > waiting.wish.expires_at)
        return {false, "expired while it waited for the line"};
    const Line line = open_line(settings_);
    if (!line || modbus_connect(line.get()) != 0)
        return {false, std::string("the line is not there: ") + modbus_strerror(errno)};
    modbus_set_slave(line.get(), waiting.meter->unit);
    const bool set = (waiting.wish.position == ValveWish::Position::open) == waiting.meter->set_coil_opens;
    // Read back: some devices acknowledge a write that an interlock then refuses.
    std::uint8_t now = 0;
    const bool written = modbus_write_bit(line.get(), waiting.meter->valve_coil, set ? 1 : 0) == 1;
    const bool read = written && modbus_read_bits(line.get(), waiting.meter->valve_coil, 1, &now) == 1;
    const std::string why = modbus_strerror(errno);
    modbus_close(line.get());
    if (!written) return {false, "the device refused: " + why};
    if (read && (now != 0) != set) return {false, "the device took the command and did not follow it"};
    return {true, read ? "the coil reads back as asked" : "written; the device does not let its coil be read"};
}

// From the settings, each value within what Modbus and a meter can have.
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
        meter.quantity = read_quantity(table);
        meter.valve_coil = static_cast<int>(table.integer("valve_coil", -1, -1, 65'535));
        meter.set_coil_opens = table.flag("set_coil_opens", true);
        const auto scale = Decimal::parse(table.text("scale", "0.001"));
        if (!scale || *scale > most_scale || *scale < least_scale || scale->scale() > 9)
            throw ConfigError("receiver '" + made.name +
                              "': scale must be a decimal in quotes from 0.000000001 to 1000, such as \"0.001\"");
        meter.scale = *scale;
        made.meters.push_back(meter);
    }
    if (made.meters.empty() || made.meters.size() > max_meters)
        throw ConfigError("receiver '" + made.name + "': name 1 to 247 [[receiver.meter]]");
    return std::make_unique<ModbusReceiver>(std::move(made), place);
}

}  // namespace aquacis::edge
