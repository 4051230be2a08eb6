#include "edge-node/gateway/local_commands.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "edge-node/gateway/page_server.hpp"
#include "edge-node/gateway/password.hpp"
#include "edge-node/spool/sql.hpp"

namespace aquacis::edge {
namespace {

std::string parse_config_option(CLI::App& app, int argc, char** argv) {
    std::string config_file;
    app.add_option("--config", config_file, "the settings file (TOML)")->required();
    app.parse(argc, argv);
    return config_file;
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
        sqlite::Database spool(file, {.read_only = true});
        const std::int64_t newest = spool.integer(sql::newest_reading);
        const nlohmann::ordered_json told{{"gateway", settings.gateway_id},
                                          {"readings_waiting", spool.integer(sql::count_readings)},
                                          {"telegrams_without_key", spool.integer(sql::count_all_sealed)},
                                          {"meters", spool.integer(sql::count_meters)},
                                          {"newest_waiting", newest == 0 ? "" : to_iso(from_microseconds(newest))},
                                          {"spool_bytes", std::filesystem::file_size(file)}};
        std::printf("%s\n", told.dump(2).c_str());
        return 0;
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
