// aquacis-till: the till without a window, for scripts, the demonstration and the chaos tests.

#include <sys/stat.h>

#include <QGuiApplication>

#include <fstream>
#include <iostream>
#include <iterator>

#include "base/command_line/command_line.hpp"
#include "base/log/log.hpp"
#include "base/sqlite/encrypted_vfs.hpp"
#include "base/version.hpp"
#include "field-app/link/enroll.hpp"
#include "field-app/till/commands.hpp"

namespace {

constexpr std::size_t longest_line = 1U << 20U;

struct Arguments {
    std::string config;
    std::string data = ".";
    bool offline = false;
    std::int64_t clock_offset_s = 0;  // for tests: the machine's clock is wrong by so much
    std::string out, recovery_key;    // of export
};

class OffsetClock final : public aquacis::Clock {
public:
    explicit OffsetClock(std::chrono::seconds offset) : offset_(offset) {}
    aquacis::Instant now() const override { return system_.now() + offset_; }

private:
    aquacis::SystemClock system_;
    std::chrono::seconds offset_;
};

int run(const Arguments& arguments) {
    using namespace aquacis;
    const office::OfficeConfig config = office::OfficeConfig::from(Config::from_file(arguments.config));
    std::filesystem::create_directories(arguments.data);
    const sqlite::File file = config.database_in(arguments.data);
    const OffsetClock clock{std::chrono::seconds(arguments.clock_offset_s)};
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

std::string content_of(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

int copy_out(const Arguments& arguments) {
    using namespace aquacis;
    const office::OfficeConfig config = office::OfficeConfig::from(Config::from_file(arguments.config));
    sqlite::copy_plain(arguments.recovery_key.empty()
                           ? config.database_in(arguments.data)
                           : config.recovered_in(arguments.data, content_of(arguments.recovery_key)),
                       arguments.out);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    ::umask(077);  // names, debts and PINs: what this program writes is its user's alone
    if (argc > 1 && std::string_view(argv[1]) == "enroll") return aquacis::office::enroll_command(argc - 1, argv + 1);
    aquacis::CommandLine app("The till without a window: JSON commands in, one JSON answer a line out");
    app.set_version(std::string("aquacis-till ") + aquacis::version);
    Arguments arguments;
    app.add_option("--config", arguments.config, "settings (TOML)").required();
    app.add_option("--data", arguments.data, "folder of office.db");
    app.needs_a_command();
    aquacis::Command run_command = app.add_command("run", "read commands until quit or the end of input");
    run_command.add_flag("--offline", arguments.offline, "do not connect until told to");
    run_command.add_option("--clock-offset-s", arguments.clock_offset_s,
                           "for tests: seconds that the clock is wrong by");
    app.share_options();
    aquacis::Command export_command =
        app.add_command("export", "a plain copy of the till's file, for who investigates");
    export_command.add_option("--out", arguments.out, "the copy: readable by whoever can read the file").required();
    export_command
        .add_option("--recovery-key", arguments.recovery_key,
                    "the office's recovery key (PEM), when the till's own key file is lost")
        .existing_file();
    if (const auto status = app.parse(argc, argv)) return *status;
    aquacis::log::start("aquacis-till");
    setenv("QT_QPA_PLATFORM", "offscreen", 1);  // receipts as PDF need fonts, not a screen
    const QGuiApplication fonts(argc, argv);
    try {
        if (!arguments.out.empty()) return copy_out(arguments);
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
