#pragma once
// The daemon: receivers → intake → spool → uplink, wired in dependency order.

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "edge-node/decode/drivers.hpp"
#include "edge-node/gateway/commands.hpp"
#include "edge-node/gateway/intake.hpp"
#include "edge-node/gateway/receiver_set.hpp"
#include "edge-node/gateway/settings.hpp"
#include "edge-node/gateway/twin.hpp"
#include "edge-node/update/fetcher.hpp"

namespace aquacis::edge {

class Node {
public:
    struct Surroundings {
        const Clock* clock = nullptr;
        Uptime uptime;
        RandomBits random;
        std::uint64_t machine_boot = 0;  // names the boot by which uptime counts; 0: unknown
    };
    Node(NodeSettings settings, Surroundings surroundings);
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    void start();
    void stop();                                           // receivers first, the spool last: what was read is durable
    void reload_keys();                                    // SIGHUP; a bad file is logged and the old keys stay
    bool finished() const;                                 // end_with_input: everything came in and the cloud has it
    bool wants_restart() const { return wants_restart_; }  // the cloud asked for it

    const NodeSettings& settings() const { return settings_; }
    const Intake& intake() const { return *intake_; }
    const SpoolThread& spool() const { return *spool_; }
    const Uplink& uplink() const { return *uplink_; }
    const TimeKeeper& time() const { return *time_; }
    std::shared_ptr<const ReceiverSet> receivers() const;  // of now: the cloud may change them
    const Drivers& drivers() const { return drivers_; }
    std::size_t keys() const { return key_count_; }
    std::int64_t started_uptime_us() const { return started_uptime_us_; }

private:
    void load_keys();  // the file's and the twin's; throws ConfigError
    void make_twin_and_commands();
    Renewal::Moment moment() const;
    std::string begin_update(const UpdateWish& wish, UpdateAnswer answer);
    void go_on_with_update(Instant now);  // that a restart cut
    std::filesystem::path asked_update() const { return settings_.state_folder / "asked_update"; }
    std::optional<std::string> fault_of(const TwinState& state);
    void use(const TwinState& state);
    void use_receivers(const std::string& toml);
    std::shared_ptr<ReceiverSet> make_receivers(const std::string& toml);
    std::shared_ptr<ReceiverSet> receivers_of_now();
    bool note_restart(const std::string& command_id);
    std::optional<std::string> last_restart() const;
    void on_cloud_message(const std::string& subtopic, const std::string& payload);
    void run_intake();
    void run_watch();
    void watch_clock();

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
    std::optional<Renewal> renewal_;
    std::optional<update::Fetcher> fetcher_;
    ReceptionQueue queue_{max_queue};
    std::mutex change_;                   // of receivers, and against the end
    mutable std::mutex receivers_mutex_;  // of the pointer
    std::shared_ptr<ReceiverSet> receivers_;
    std::string receivers_toml_;  // empty: the settings file's
    std::string twin_keys_;
    bool started_ = false;
    std::mutex keys_mutex_;
    std::atomic<bool> wants_restart_{false};
    std::chrono::steady_clock::time_point restart_at_{};  // written before:
    std::atomic<bool> restart_asked_{false};
    std::atomic<std::size_t> key_count_{0};
    std::atomic<bool> unseal_{false};
    std::atomic<bool> intake_idle_{false};
    std::atomic<bool> stopping_{false};
    bool clock_was_known_ = false;
    std::atomic<std::int64_t> started_uptime_us_{0};
    std::thread intake_thread_;
    std::thread watch_thread_;
};

}  // namespace aquacis::edge
