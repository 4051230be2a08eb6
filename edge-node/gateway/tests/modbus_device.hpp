#pragma once
// A Modbus TCP device with registers and coils, as many connections one after another as come.

#include <modbus/modbus.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <thread>

namespace aquacis::edge::test {

class ModbusDevice {
public:
    explicit ModbusDevice(std::uint16_t port)
        : line_(modbus_new_tcp("127.0.0.1", port)), map_(modbus_mapping_new(20, 0, 20, 20)) {
        listener_ = modbus_tcp_listen(line_, 1);
        if (listener_ < 0) throw std::runtime_error("the Modbus device cannot listen");
        thread_ = std::thread([this] { serve(); });
    }
    ~ModbusDevice() {
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        modbus_mapping_free(map_);
        modbus_close(line_);
        modbus_free(line_);
        ::close(listener_);
    }
    ModbusDevice(const ModbusDevice&) = delete;
    ModbusDevice& operator=(const ModbusDevice&) = delete;

    void set_register(int number, std::uint16_t value) { map_->tab_registers[number] = value; }  // before anybody asks
    bool coil(int number) const { return coils_[static_cast<std::size_t>(number)]; }
    void ignore_writes() { ignores_writes_ = true; }

private:
    void serve() {
        std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> query;
        while (!stopping_) {
            int listener = listener_;
            if (modbus_tcp_accept(line_, &listener) < 0) continue;
            for (int size = modbus_receive(line_, query.data()); size >= 0;
                 size = modbus_receive(line_, query.data())) {
                modbus_reply(line_, query.data(), size, map_);
                for (std::size_t i = 0; i < coils_.size(); ++i) {
                    if (ignores_writes_) map_->tab_bits[i] = 0;
                    coils_[i] = map_->tab_bits[i] != 0;
                }
            }
            modbus_close(line_);
        }
    }

    modbus_t* line_;
    modbus_mapping_t* map_;
    int listener_ = -1;
    std::array<std::atomic<bool>, 20> coils_{};
    std::atomic<bool> ignores_writes_{false};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace aquacis::edge::test
