#pragma once
// A receiver's settings, its counts, and what all kinds of receivers have in common.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/bounded_queue.hpp"
#include "base/config/config.hpp"
#include "edge-node/gateway/receivers/reception.hpp"
#include "edge-node/spool/time_keeper.hpp"

namespace aquacis::edge {

using ReceptionQueue = BoundedQueue<Reception>;

struct ReceiverCounts {
    std::atomic<std::int64_t> telegrams{0};
    std::atomic<std::int64_t> bad_crc{0};
    std::atomic<std::int64_t> bad_coding{0};
    std::atomic<std::int64_t> not_understood{0};
    std::atomic<std::int64_t> last_heard_uptime_us{-1};  // -1: never
};

struct ValveWish {
    MeterAddress meter;  // manufacturer and serial
    enum class Position { open, closed } position = Position::open;
    std::chrono::steady_clock::time_point expires_at{};
};
struct ValveOutcome {
    bool taken = false;  // by the line or the network; a radio valve moves when it next listens
    std::string detail;
};
using ValveAnswer = std::function<void(const ValveOutcome&)>;

class Receiver {
public:
    struct Place {
        std::size_t number = 0;
        ReceptionQueue* queue = nullptr;
        const TimeKeeper* time = nullptr;
    };
    Receiver(std::string name, Place place) : name_(std::move(name)), place_(place) {}
    virtual ~Receiver() = default;
    virtual void start() = 0;
    virtual void stop() = 0;
    virtual bool open() const = 0;
    virtual bool ended() const { return false; }  // nothing more will ever come
    virtual std::uint16_t port() const { return 0; }
    virtual void read_now() {}  // by wire: ask all meters without waiting for their turn
    // False: not a meter with a valve here. Else the answer comes, from any thread and once, after this returns or
    // before.
    virtual bool set_valve(const ValveWish& /*wish*/, const ValveAnswer& /*answer*/) { return false; }
    const std::string& name() const { return name_; }
    const ReceiverCounts& counts() const { return counts_; }

protected:
    void hand_on(Bytes frame, int rssi_dbm) {
        hand_on({place_.number, std::move(frame), place_.time->now(), rssi_dbm, {}});
    }
    void hand_on(Reception reception) {
        reception.receiver = place_.number;
        ++counts_.telegrams;
        counts_.last_heard_uptime_us = place_.time->uptime_us();
        place_.queue->push(std::move(reception));
    }
    const Place& place() const { return place_; }
    ReceiverCounts counts_;

private:
    const std::string name_;
    const Place place_;
};

// By the settings of one [[receiver]]; throws ConfigError.
std::unique_ptr<Receiver> make_receiver(const Config& settings, Receiver::Place place);

}  // namespace aquacis::edge
