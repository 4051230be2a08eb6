#pragma once
// All receivers of one configuration: made together, started together, stopped together.

#include <memory>
#include <vector>

#include "edge-node/gateway/receivers/receiver.hpp"

namespace aquacis::edge {

class ReceiverSet {
public:
    static constexpr std::size_t max_receivers = 16;

    // Throws ConfigError, naming the receiver and the remedy; nothing is opened yet.
    ReceiverSet(const std::vector<Config>& tables, ReceptionQueue& queue, const TimeKeeper& time);
    ~ReceiverSet();
    ReceiverSet(const ReceiverSet&) = delete;
    ReceiverSet& operator=(const ReceiverSet&) = delete;

    void start();  // throws ConfigError when a port is taken
    void stop();
    void read_now();
    // The first receiver that knows the meter's valve; false: none does.
    bool set_valve(const ValveWish& wish, const ValveAnswer& answer);
    void watch_silence(std::int64_t uptime_us);  // one thread

    bool ended() const;  // nothing more will ever come
    bool any_open() const;
    const std::vector<std::unique_ptr<Receiver>>& all() const { return receivers_; }

private:
    std::vector<std::unique_ptr<Receiver>> receivers_;
    std::vector<bool> told_silent_;
    const TimeKeeper& time_;
    std::atomic<std::int64_t> started_uptime_us_{0};
};

}  // namespace aquacis::edge
