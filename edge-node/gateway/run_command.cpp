#include "edge-node/gateway/run_command.hpp"

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/command_line/command_line.hpp"
#include "base/log/log.hpp"
#include "base/mqtt/mqtt.hpp"
#include "edge-node/gateway/identity.hpp"
#include "edge-node/gateway/page_server.hpp"

namespace aquacis::edge {
namespace {

constexpr int malloc_arenas = 2;  // glibc would make eight a core: the node has 32 MiB for everything

std::int64_t monotonic_us() {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

// The kernel's own name of this boot. 0: it does not say.
std::uint64_t machine_boot() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string text;
    std::getline(file, text);
    return text.empty() ? 0 : hash_bytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

constexpr int exit_to_restart = 75;  // EX_TEMPFAIL: the service manager starts it again

enum class End { told, input_ended, restart };

// Until a signal ends the node, or its input and all is sent, or the cloud wants it to start anew; reloads at SIGHUP.
End wait_for_the_end(Node& node, const sigset_t& signals) {
    while (true) {
        const timespec wait{0, 200'000'000};
        const int signal = ::sigtimedwait(&signals, nullptr, &wait);
        if (signal == SIGHUP) node.reload_keys();
        if (signal == SIGTERM || signal == SIGINT) return End::told;
        if (node.wants_restart()) return End::restart;
        if (node.settings().end_with_input && node.finished()) return End::input_ended;
    }
}

}  // namespace

int run_command(int argc, char** argv) {
    CommandLine app{"Hears meters and brings their readings to the cloud.", "aquacis-edge run"};
    std::string config_file;
    app.add_option("--config", config_file, "the settings file (TOML)").required();
    if (const auto status = app.parse(argc, argv)) return *status;
    ::mallopt(M_ARENA_MAX, malloc_arenas);
    log::start("aquacis-edge");

    // Blocked before the first thread is made, so that every thread leaves them to this one.
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        ::sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::signal(SIGPIPE, SIG_IGN);

    NodeSettings settings;
    try {
        settings = read_settings(Config::from_file(config_file));
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    }
    if (settings.uplink.tls) mqtt::require_tls13();
    const SystemClock clock;
    Node node(std::move(settings), {&clock, monotonic_us, system_random(), machine_boot()});
    node.start();
    std::optional<PageServer> page;
    if (!node.settings().page.address.empty()) page.emplace(node, system_random());
    const End end = wait_for_the_end(node, signals);
    log::info("node.ending", {{"told", end == End::told}, {"to_restart", end == End::restart}});
    page.reset();
    node.stop();
    return end == End::restart ? exit_to_restart : 0;
}

}  // namespace aquacis::edge
