// aquacisd: any subset of the contexts in one process. Wiring and nothing else.

#include <pthread.h>
#include <signal.h>

#include <cstdio>

#include "base/command_line/command_line.hpp"
#include "base/log/log.hpp"
#include "base/version.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis {
namespace {

// Blocked before the first thread starts, so that every thread inherits it and sigwait alone hears the end.
sigset_t block_end_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    return signals;
}

std::string address(const Config& config, std::string_view key, int port) {
    const std::string listen = config.text(key, "");
    return listen.empty() ? "none" : listen.substr(0, listen.rfind(':') + 1) + std::to_string(port);
}

int serve(const std::string& config_file, const std::string& modules) {
    const sigset_t signals = block_end_signals();
    const Config config = Config::from_file(config_file);
    const SystemClock clock;
    platform::Host host(aquacisd::choose_modules(modules), config, clock, system_random());
    host.start();
    log::info("ready",
              {{"modules", modules}, {"grpc_port", host.grpc_port()}, {"telemetry_port", host.telemetry_port()}});
    // Port 0 in the settings means any free one: this line tells which.
    std::printf("ready grpc=%s telemetry=%s\n", address(config, "grpc.listen", host.grpc_port()).c_str(),
                address(config, "telemetry.listen", host.telemetry_port()).c_str());
    std::fflush(stdout);
    int received = 0;
    sigwait(&signals, &received);
    log::info("stopping", {{"signal", received}});
    host.stop();
    return 0;
}

void print_list() { std::fputs(aquacisd::list_modules().c_str(), stdout); }

}  // namespace
}  // namespace aquacis

int main(int argc, char** argv) {
    aquacis::CommandLine app{"AquaCIS: the cloud's contexts in one process", "aquacisd"};
    std::string config_file;
    std::string modules = "all";
    app.set_version(std::string("aquacisd ") + aquacis::version);
    app.add_action("--list", aquacis::print_list, "name every context, and say which have a database");
    app.add_option("--config", config_file, "the settings, TOML").required();
    app.add_option("--modules", modules, "which contexts: names with commas, or all");
    if (const auto status = app.parse(argc, argv)) return *status;
    aquacis::log::start("aquacisd");
    try {
        return aquacis::serve(config_file, modules);
    } catch (const aquacis::ConfigError& fault) {
        std::fprintf(stderr, "aquacisd: %s\n", fault.what());
        return 2;
    } catch (const std::exception& fault) {
        aquacis::log::error("ended", {{"reason", aquacis::platform::classify(fault).description}});
        return 1;
    }
}
