// aquacis-pacsim: a PAC for the demo and the tests. Its timbres have SAT's form and prove nothing to SAT.

#include <pthread.h>
#include <signal.h>

#include <cstdio>

#include "base/command_line/command_line.hpp"
#include "base/log/log.hpp"
#include "base/version.hpp"
#include "cloud/fiscal/pacsim/pac_server.hpp"

namespace {

int serve(const std::string& listen, int silence_ms) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    const aquacis::SystemClock clock;
    aquacis::fiscal::pacsim::PacServer::Settings settings;
    const auto address = aquacis::http::parse_address(listen);
    settings.server.address = address.host;
    settings.server.port = address.port;
    settings.silence = std::chrono::milliseconds(silence_ms);
    const aquacis::fiscal::pacsim::PacServer server(clock, settings);
    std::printf("ready %u\n", server.port());
    std::fflush(stdout);
    int received = 0;
    sigwait(&signals, &received);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    aquacis::CommandLine app{"AquaCIS: a simulated PAC", "aquacis-pacsim"};
    app.set_version(std::string("aquacis-pacsim ") + aquacis::version);
    std::string listen = "127.0.0.1:0";
    int silence_ms = 15'000;
    app.add_option("--listen", listen, "host:port; port 0 takes a free one and prints it");
    app.add_option("--silence-ms", silence_ms, "how long an answer takes that is told to be lost").between(1, 600'000);
    if (const auto status = app.parse(argc, argv)) return *status;
    aquacis::log::start("aquacis-pacsim");
    try {
        return serve(listen, silence_ms);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacis-pacsim: %s\n", fault.what());
        return 1;
    }
}
