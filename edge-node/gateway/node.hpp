#pragma once
// The daemon: receivers → intake → spool → uplink, wired in dependency order.

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "edge-node/decode/drivers.hpp"
#include "edge-node/gateway/commands.hpp"
#include "edge-node/gateway/intake.hpp"
#include "edge-node/gateway/receivers/receiver.hpp"
#include "edge-node/gateway/settings.hpp"
#include "edge-node/gateway/twin.hpp"

namespace aquacis::edge {

class Node {
public:
    struct Surroundings {
        const Clock* clock = nullptr;
        Uptime uptime;
        RandomBits random;
    };
    Node(NodeSettings settings, Surroundings surroundings);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    void start();
    void stop();               // receivers first, the spool last: what was read is durable
    void reload_keys();        // SIGHUP; a bad file is logged and the old keys stay
    bool finished() const;     // end_with_input: everything came in and the cloud has it

    const NodeSettings& settings() const { return settings_; }
    const Intake& intake() const { return *intake_; }
    const SpoolThread& spool() const { return *spool_; }
    const Uplink& uplink() const { return *uplink_; }
    const TimeKeeper& time() const { return *time_; }
    const std::vector<std::unique_ptr<Receiver>>& receivers() const { return receivers_; }
    const Drivers& drivers() const { return drivers_; }
    std::size_t keys() const { return key_count_; }
    std::int64_t started_uptime_us() const { return started_uptime_us_; }

private:
    void load_keys();
    void make_twin_and_commands();
    void on_cloud_message(const std::string& subtopic, const std::string& payload);
    void run_intake();
    void run_watch();
    void watch_clock();
    void watch_silence();

    static constexpr std::size_t max_queue = 1'024;

    const NodeSettings settings_;
    const Surroundings surroundings_;
    const Drivers drivers_;
    std::unique_ptr<TimeKeeper> time_;
    std::unique_ptr<SpoolThread> spool_;
    std::unique_ptr<Uplink> uplink_;
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Twin> twin_;
    std::unique_ptr<Commands> commands_;
    ReceptionQueue queue_{max_queue};
    std::vector<std::unique_ptr<Receiver>> receivers_;
    std::vector<bool> told_silent_;
    std::atomic<std::size_t> key_count_{0};
    std::atomic<bool> unseal_{false};
    std::atomic<bool> intake_idle_{false};
    std::atomic<bool> stopping_{false};
    bool clock_was_known_ = true;
    std::atomic<std::int64_t> started_uptime_us_{0};
    std::thread intake_thread_;
    std::thread watch_thread_;
};

}  // namespace aquacis::edge
