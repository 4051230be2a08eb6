#include "tests/bench/edge/peer.hpp"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace aquacis::edge::bench {
namespace {

double children_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string program() {
    const char* named = std::getenv("AQUACIS_WMBUSMETERS");
    if (named != nullptr) return named;
    return std::system("command -v wmbusmeters >/dev/null 2>&1") == 0 ? "wmbusmeters" : "";
}

// The processor time for the first `count` of them; they must come out decoded, but for one that it takes for another's
// echo.
double run(const std::vector<Bytes>& telegrams, std::size_t count, const std::string& key,
           const std::filesystem::path& folder) {
    const auto in = folder / "simulation_bench.txt";
    const auto out = folder / "decoded";
    {
        std::ofstream lines(in);
        for (std::size_t i = 0; i < count; ++i)
            lines << "telegram=|" << to_hex(telegrams[i]) << "|\n";
    }
    const double before = children_seconds();
    const std::string command = "'" + program() + "' --format=json '" + in.string() + "' m auto '*' " + key + " >'" +
                                out.string() + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("wmbusmeters ended with a fault");
    const double used = children_seconds() - before;
    std::ifstream decoded(out);
    std::size_t volumes = 0;
    for (std::string line; std::getline(decoded, line);)
        volumes += line.find("\"total_m3\":") != std::string::npos ? 1U : 0U;
    if (volumes + count / 1'000 < count)
        throw std::runtime_error("wmbusmeters decoded " + std::to_string(volumes) + " of " + std::to_string(count));
    return used;
}

}  // namespace

std::optional<double> peer_rate(const std::vector<Bytes>& telegrams, const std::optional<Key>& key) {
    if (program().empty()) return std::nullopt;
    std::string name = (std::filesystem::temp_directory_path() / "aquacis-peer-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    const std::string key_text = key ? to_hex(*key) : "NOKEY";
    try {
        // The difference of two runs: its start, with all its drivers, is not counted.
        const std::size_t few = telegrams.size() / 10;
        const double start = run(telegrams, few, key_text, name);
        const double whole = run(telegrams, telegrams.size(), key_text, name);
        std::filesystem::remove_all(name);
        return static_cast<double>(telegrams.size() - few) / (whole - start);
    } catch (...) {
        std::filesystem::remove_all(name);
        throw;
    }
}

}  // namespace aquacis::edge::bench
