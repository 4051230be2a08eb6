// aquacis-till: the till without a window, for scripts, the demonstration and the chaos tests.

#include <QGuiApplication>

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/log/log.hpp"
#include "base/version.hpp"
#include "field-app/till/commands.hpp"

namespace {

constexpr std::size_t longest_line = 1U << 20U;

struct Arguments {
    std::string config;
    std::string data = ".";
    bool offline = false;
};

int run(const Arguments& arguments) {
    using namespace aquacis;
    const office::OfficeConfig config = office::OfficeConfig::from(Config::from_file(arguments.config));
    const std::filesystem::path file = std::filesystem::path(arguments.data) / "office.db";
    std::filesystem::create_directories(arguments.data);
    const SystemClock clock;
    office::OfficeStore store(file, config.device, config.administration);
    office::Office office{config, store, clock, system_random()};
    office::Link link(config, file, clock, system_random());
    if (!arguments.offline && link.can_connect()) link.go_online();
    office::Commands commands(office, link, file);
    for (std::string line; !commands.finished() && std::getline(std::cin, line);) {
        if (line.empty()) continue;
        if (line.size() > longest_line) line = "{}";
        std::cout << commands.answer(line).dump() << '\n' << std::flush;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("The till without a window: JSON commands in, one JSON answer a line out");
    app.set_version_flag("--version", std::string("aquacis-till ") + aquacis::version);
    Arguments arguments;
    app.add_option("--config", arguments.config, "settings (TOML)")->required();
    app.add_option("--data", arguments.data, "folder of office.db");
    app.require_subcommand(1);
    CLI::App* run_command = app.add_subcommand("run", "read commands until quit or the end of input");
    run_command->add_flag("--offline", arguments.offline, "do not connect until told to");
    app.fallthrough();
    CLI11_PARSE(app, argc, argv);
    aquacis::log::start("aquacis-till");
    setenv("QT_QPA_PLATFORM", "offscreen", 1);  // receipts as PDF need fonts, not a screen
    const QGuiApplication fonts(argc, argv);
    try {
        return run(arguments);
    } catch (const aquacis::ConfigError& fault) {
        std::cerr << "aquacis-till: " << fault.what() << '\n';
        return 2;
    } catch (const std::exception& fault) {
        aquacis::log::error("till.stopped", {{"problem", fault.what()}});
        std::cerr << "aquacis-till: " << fault.what() << '\n';
        return 1;
    }
}
