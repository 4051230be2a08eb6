#include "edge-node/gateway/local_commands.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "edge-node/gateway/page_server.hpp"
#include "edge-node/gateway/password.hpp"

namespace aquacis::edge {
namespace {

constexpr std::string_view count_rows = "SELECT count(*) FROM readings";
constexpr std::string_view count_sealed = "SELECT count(*) FROM sealed";
constexpr std::string_view count_meters = "SELECT count(*) FROM meters";
constexpr std::string_view newest_reading = "SELECT coalesce(max(taken_at), 0) FROM readings";

std::string parse_config_option(CLI::App& app, int argc, char** argv) {
    std::string config_file;
    app.add_option("--config", config_file, "the settings file (TOML)")->required();
    app.parse(argc, argv);
    return config_file;
}

// A running node has its spool to itself, and part of it in memory: it is asked, by way of its page. Nothing: no answer.
std::optional<std::string> metrics_of(const PageSettings& page) {
    constexpr timeval patience{5, 0};
    constexpr std::size_t longest = 1 << 20;
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(page.port);
    if (page.has_tls() || ::inet_pton(AF_INET, page.address.c_str(), &at.sin_addr) != 1) return std::nullopt;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::string request = "GET /metrics HTTP/1.1\r\nHost: " + page.address + "\r\nConnection: close\r\n\r\n";
    std::string answer;
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
        ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        char piece[4096];
        for (ssize_t size = 0; answer.size() < longest && (size = ::read(fd, piece, sizeof piece)) > 0;) answer.append(piece, static_cast<std::size_t>(size));
    }
    ::close(fd);
    const auto body = answer.find("\r\n\r\n");
    if (answer.rfind("HTTP/1.1 200", 0) != 0 || body == std::string::npos) return std::nullopt;
    return answer.substr(body + 4);
}

// The sum of a metric over its labels.
std::int64_t metric(const std::string& text, const std::string& name) {
    std::int64_t sum = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.rfind("aquacis_edge_" + name, 0) == 0 && line.find_first_of(" {") == 13 + name.size()) sum += std::atoll(line.c_str() + line.rfind(' ') + 1);
    return sum;
}

int tell_of_running(const NodeSettings& settings) {
    const auto metrics = metrics_of(settings.page);
    if (!metrics) {
        std::fprintf(stderr, "aquacis-edge: the node is running and has its spool to itself; look at /metrics of its local page%s\n",
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
    const std::int64_t newest = spool.integer(newest_reading);
    const nlohmann::ordered_json told{{"gateway", settings.gateway_id},
                                      {"readings_waiting", spool.integer(count_rows)},
                                      {"telegrams_without_key", spool.integer(count_sealed)},
                                      {"meters", spool.integer(count_meters)},
                                      {"newest_waiting", newest == 0 ? "" : to_iso(from_microseconds(newest))},
                                      {"spool_bytes", std::filesystem::file_size(file)}};
    std::printf("%s\n", told.dump(2).c_str());
    return 0;
}

}  // namespace

int status_command(int argc, char** argv) {
    CLI::App app{"Says what waits in the spool.", "aquacis-edge status"};
    try {
        const NodeSettings settings = read_settings(Config::from_file(parse_config_option(app, argc, argv)));
        const auto file = settings.state_folder / "spool.db";
        if (!std::filesystem::exists(file)) {
            std::fprintf(stderr, "aquacis-edge: there is no spool at %s yet; start the node with: aquacis-edge run\n", file.c_str());
            return 1;
        }
        try {
            return tell_of_file(settings, file);
        } catch (const sqlite::Error& fault) {
            if (!fault.is_busy()) throw;
            return tell_of_running(settings);
        }
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault);
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    }
}

int password_command(int argc, char** argv) {
    CLI::App app{"Makes a new password for the local page and shows it once.", "aquacis-edge password"};
    try {
        const NodeSettings settings = read_settings(Config::from_file(parse_config_option(app, argc, argv)));
        const std::string password = make_password(system_random());
        std::filesystem::create_directories(settings.state_folder);
        keep_password(password_file(settings), password);
        std::printf("%s\n", password.c_str());
        return 0;
    } catch (const CLI::ParseError& fault) {
        return app.exit(fault);
    } catch (const ConfigError& fault) {
        std::fprintf(stderr, "aquacis-edge: %s\n", fault.what());
        return 2;
    }
}

}  // namespace aquacis::edge
