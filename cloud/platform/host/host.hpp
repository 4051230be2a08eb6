#pragma once
// Hosts a set of modules in one process: databases, event log, gRPC server, consumers, relays and tasks, started and
// stopped in dependency order.

#include <memory>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::platform {

class Host {
public:
    // References outlive the host. Throws ConfigError when a setting is missing.
    Host(std::vector<ModuleDescriptor> modules, const Config& config, const Clock& clock, RandomBits random);
    ~Host();  // stops
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    void start();  // returns when every port is open
    // The modules' own doors first, then tasks, consumers and relays, which may still call each other, then the running
    // calls.
    void stop();
    int grpc_port() const;
    int telemetry_port() const;  // 0 without [telemetry] listen

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string read_file(const std::string& path);  // throws ConfigError when it cannot be read

// libpq's words for a context's app role, as [database] server, prefix and the optional passwords say; and for the
// event log, by the role that [eventlog] role names: a process that hosts one context takes that context's.
std::string app_connection(const Config& config, const std::string& context);
// The same for the owner, who migrates.
std::string owner_connection(const Config& config, const std::string& context);
// Gives a context's two roles the passwords that the settings name for them, so that they may log in with those.
void set_passwords(const Config& config, const std::string& context, const std::string& admin);
std::string log_connection(const Config& config);

}  // namespace aquacis::platform
