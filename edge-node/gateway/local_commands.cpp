#include "edge-node/gateway/local_commands.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "base/command_line/command_line.hpp"
#include "base/http/client.hpp"
#include "base/parse_number.hpp"
#include "edge-node/gateway/password.hpp"
#include "edge-node/gateway/settings.hpp"
#include "edge-node/spool/sql.hpp"

namespace aquacis::edge {
namespace {

// A running node has its spool to itself, and part of it in memory: it is asked, by way of its page. Nothing: no
// answer.
std::optional<std::string> metrics_of(const PageSettings& page) {
    constexpr std::chrono::seconds patience{5};
    if (page.address.empty()) return std::nullopt;
    const std::string host = page.address == "0.0.0.0" ? "127.0.0.1" : page.address;
    http::Client client((page.has_tls() ? "https://" : "http://") + host + ":" + std::to_string(page.port),
                        {.in = http::Trust::In::anybody});
    const http::Exchange exchange = client.send({"GET", "/metrics", {}, {}}, patience);
    if (exchange.outcome != http::Exchange::Outcome::answered || exchange.response.status != 200) return std::nullopt;
    return exchange.response.body;
}

// The sum of a metric over its labels.
std::int64_t metric(const std::string& text, const std::string& name) {
    std::int64_t sum = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind("aquacis_edge_" + name, 0) == 0 && line.find_first_of(" {") == 13 + name.size())
            sum += parse_number<std::int64_t>(line.substr(line.rfind(' ') + 1)).value_or(0);
    return sum;
}

int tell_of_running(const NodeSettings& settings) {
    const auto metrics = metrics_of(settings.page);
    if (!metrics) {
        std::fprintf(
            stderr,
            "aquacis-edge: the node is running and has its spool to itself; look at /metrics of its local page%s\n",
            settings.page.address.empty() ? ", which needs [page] listen in the settings" : "");
        return 1;
    }
    const nlohmann::ordered_json told{{"gateway", settings.gateway_id},
                                      {"running", true},
                                      {"readings_waiting", metric(*metrics, "spool_rows")},
                                      {"telegrams_without_key", metric(*metrics, "spool_sealed")},
                                      {"meters", metric(*metrics, "meters")},
                                      {"connected", metric(*metrics, "uplink_connected") == 1},
                                      {"spool_bytes", metric(*metrics, "spool_bytes")}};
    std::printf("%s\n", told.dump(2).c_str());
    return 0;
}

int tell_of_file(const NodeSettings& settings, const std::filesystem::path& file) {
    sqlite::Database spool(file, {.read_only = true, .busy_timeout_ms = 200});
    const std::int64_t newest = spool.integer(sql::newest_reading);
    const nlohmann::ordered_json told{{"gateway", settings.gateway_id},
                                      {"readings_waiting", spool.integer(sql::count_readings)},
                                      {"telegrams_without_key", spool.integer(sql::count_all_sealed)},
                                      {"meters", spool.integer(sql::count_meters)},
                                      {"newest_waiting", newest == 0 ? "" : to_iso(from_microseconds(newest))},
                                      {"spool_bytes", std::filesystem::file_size(file)}};
    std::printf("%s\n", told.dump(2).c_str());
    return 0;
}

}  // namespace

int status_command(int argc, char** argv) {
    CommandLine app{"Says what waits in the spool.", "aquacis-edge status"};
    std::string config_file;
    app.add_option("--config", config_file, "the settings file (TOML)").required();
    if (const auto status = app.parse(argc, argv)) return *status;
    try {
        const NodeSettings settings = read_settings(Config::from_file(config_file));
        const auto file = settings.state_folder / "spool.db";
        if (!std::filesystem::exists(file)) {
            std::fprintf(stderr, "aquacis-edge: there is no spool at %s yet; start the node with: aquacis-edge run\n",
                         file.c_str());
            return 1;
        }
        try {
            return tell_of_file(settings, file);
        } catch (const sqlite::Error& fault) {
            if (!fault.is_busy()) throw;
            return tell_of_running(settings);
        }
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    }
}

int password_command(int argc, char** argv) {
    CommandLine app{"Makes a new password for the local page and shows it once.", "aquacis-edge password"};
    std::string config_file;
    app.add_option("--config", config_file, "the settings file (TOML)").required();
    if (const auto status = app.parse(argc, argv)) return *status;
    try {
        const NodeSettings settings = read_settings(Config::from_file(config_file));
        const std::string password = make_password(system_random());
        std::filesystem::create_directories(settings.state_folder);
        keep_password(settings.page_password_file(), password);
        std::printf("%s\n", password.c_str());
        return 0;
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    }
}

}  // namespace aquacis::edge
