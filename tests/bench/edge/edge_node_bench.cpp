// The whole node: speed, flash wear, memory, and thirty days without the broker.
//     edge_node_bench [speed] [trickle] [outage] [queue]     without a word: all of them
// Ends with status 1 when a goal does not hold.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/log/log.hpp"
#include "tests/bench/edge/parts.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace {

struct Part {
    std::string_view name;
    bool (*measure)();
};
constexpr Part parts[] = {{"speed", aquacis::edge::bench::measure_speed},
                          {"trickle", aquacis::edge::bench::measure_trickle},
                          {"outage", aquacis::edge::bench::measure_outage},
                          {"queue", aquacis::edge::bench::measure_queue}};

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> wanted(argv + 1, argv + argc);
    if (const auto missing = aquacis::test::MosquittoServer::missing()) {
        std::fprintf(stderr, "not measured, not installed: %s\n", missing->c_str());
        return 1;
    }
    ::setenv("AQUACIS_BIN", std::filesystem::read_symlink("/proc/self/exe").parent_path().c_str(), 0);
    ::setenv("AQUACIS_SOURCE", AQUACIS_SOURCE_FOLDER, 0);
    aquacis::log::start("edge_node_bench", aquacis::log::Level::error);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    bool all_hold = true;
    try {
        for (const Part& part : parts) {
            if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), part.name) == wanted.end()) continue;
            const bool holds = part.measure();
            if (!holds) std::printf("         a goal of '%s' does not hold\n", std::string(part.name).c_str());
            all_hold = all_hold && holds;
        }
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "edge_node_bench: %s\n", fault.what());
        return 1;
    }
    return all_hold ? 0 : 1;
}
