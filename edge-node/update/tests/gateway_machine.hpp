#pragma once
// A machine with aquacis-edge as installers set it up: a supervisor that starts it again whenever it ends (as systemd
// does), the slots, settings, and the real program to make releases of.

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "edge-node/update/health.hpp"
#include "edge-node/update/slots.hpp"
#include "edge-node/update/tests/signing.hpp"

namespace aquacis::edge::update::test {

struct Ran {
    int status = -1;
    std::string output;
};

class GatewayMachine {
public:
    // `uplink`: the settings' section [uplink], how the cloud is reached.
    explicit GatewayMachine(const std::string& uplink);
    ~GatewayMachine();
    GatewayMachine(const GatewayMachine&) = delete;
    GatewayMachine& operator=(const GatewayMachine&) = delete;

    void power_on();
    void power_off();  // SIGKILL to all that runs

    // The release's program: the real one, stripped; or a shell script, beside which the real one stands as bin/node.
    std::filesystem::path pack_real(const std::string& version, const Pem& by) { return pack(version, by, {}, {}); }
    std::filesystem::path pack_script(const std::string& version, const std::string& script,
                                      const std::string& settings = {});
    std::filesystem::path pack(const std::string& version, const Pem& by, const std::string& script,
                               const std::string& settings);

    Ran update(const std::string& arguments) const;            // aquacis-edge update … --config …
    pid_t begin(const std::vector<std::string>& words) const;  // the same in the background
    HealthAnswer health() const;
    bool wait_for(const std::string& release, std::chrono::seconds at_most = std::chrono::seconds(20)) const;
    std::string status() const { return update("status").output; }
    // Settings of the same node with another uplink or receiver.
    std::string settings(const std::string& uplink, const std::string& receiver) const;
    std::string good_receiver() const;
    const std::string& uplink() const { return uplink_; }

    TempFolder folder;
    ReleaseAuthority authority;
    const Pem signer = authority.issue();

private:
    void supervise();
    std::filesystem::path config() const { return folder.path / "edge.toml"; }

    const std::string uplink_;
    std::string program_;
    std::uint16_t page_ = 0, radio_ = 0;
    std::atomic<bool> stopping_{false};
    std::thread supervisor_;
};

Ran run_shell(const std::string& command);

}  // namespace aquacis::edge::update::test
