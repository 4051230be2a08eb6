// aquacis-metersim: a register of meters speaks as over the air.

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/command_line/command_line.hpp"
#include "base/version.hpp"
#include "edge-node/simulator/output.hpp"
#include "edge-node/simulator/telegrams.hpp"

namespace {

using namespace aquacis;
using namespace aquacis::edge;

struct Arguments {
    std::string register_file;
    std::string zone;
    std::string from;
    std::string to;
    std::string connect;
    std::string listen;
    std::string mix_file;
    std::string keys_file;
    int rate = 0;
    int wait_s = 60;
    AirSettings air;
};

MeterRegister load(const Arguments& arguments) {
    std::ifstream in(arguments.register_file);
    if (!in) throw std::runtime_error("cannot read " + arguments.register_file);
    return read_register(in, arguments.zone);
}

int day_number(const MeterRegister& meters, const std::string& text, const char* field) {
    const auto date = parse_date(text);
    const auto number = date ? (days_of(*date) - days_of(meters.start)).count() : -1;
    if (number < 0)
        throw std::runtime_error(std::string(field) + " must be a day YYYY-MM-DD not before the register's start");
    return static_cast<int>(number);
}

std::vector<std::string> read_lines(const std::string& file) {
    std::vector<std::string> lines;
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file);
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line.front() != '#') lines.push_back(line);
    return lines;
}

Output open_output(const Arguments& arguments) {
    if (!arguments.connect.empty()) return Output::connect(arguments.connect, arguments.wait_s);
    if (!arguments.listen.empty()) return Output::listen(arguments.listen, arguments.wait_s);
    return Output::standard();
}

void write_lines(Output& output, const std::vector<std::string>& lines, int rate) {
    constexpr std::size_t piece = 100;
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t at = 0; at < lines.size(); at += piece) {
        std::string text;
        for (std::size_t i = at; i < std::min(at + piece, lines.size()); ++i)
            text += lines[i];
        output.write(text);
        if (rate > 0)
            std::this_thread::sleep_until(
                begun + std::chrono::microseconds((at + piece) * 1'000'000 / static_cast<std::size_t>(rate)));
    }
}

int speak(const Arguments& arguments) {
    const MeterRegister meters = load(arguments);
    const int from = day_number(meters, arguments.from, "--from");
    const int to = day_number(meters, arguments.to, "--to");
    AirSettings air = arguments.air;
    if (!arguments.mix_file.empty()) air.mixed = read_lines(arguments.mix_file);
    Output output = open_output(arguments);
    const auto begun = std::chrono::steady_clock::now();
    AirCounts counts;
    std::int64_t lines = 0;
    for (int day = from; day <= to; ++day) {
        const auto said = lines_of_day(meters, air, day, counts);
        lines += static_cast<std::int64_t>(said.size());
        write_lines(output, said, arguments.rate);
    }
    output.finish();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const nlohmann::ordered_json report{
        {"meters", meters.meters.size()}, {"days", to - from + 1},     {"lines", lines},
        {"telegrams", counts.telegrams},  {"corrupt", counts.corrupt}, {"unknown", counts.unknown},
        {"mixed", counts.mixed},          {"seconds", took.count()}};
    // Standard output may be the air itself.
    std::fprintf(arguments.connect.empty() && arguments.listen.empty() ? stderr : stdout, "%s\n",
                 report.dump().c_str());
    return 0;
}

int run(int argc, char** argv) {
    CommandLine app{"Simulated meters: the telegrams of a register, as rtl_wmbus prints them.", "aquacis-metersim"};
    app.set_version(std::string("aquacis-metersim ") + version);
    app.needs_a_command();
    Arguments a;
    auto air = app.add_command("run", "speak for the days from --from to --to");
    auto keys = app.add_command("keys", "write the node's keys file");
    int status = 0;
    air.when_given([&] { status = speak(a); });
    keys.when_given([&] { write_keys(load(a), a.keys_file); });
    for (Command command : {air, keys}) {
        command.add_option("--register", a.register_file, "JSON lines, made by aquacisctl seed").required();
        command.add_option("--zone", a.zone, "only this zone's meters");
    }
    air.add_option("--from", a.from, "YYYY-MM-DD, the first day").required();
    air.add_option("--to", a.to, "YYYY-MM-DD, the last day").required();
    auto connect = air.add_option("--connect", a.connect, "host:port of a node that listens");
    air.add_option("--listen", a.listen, "host:port to which a node connects").excludes(connect);
    air.add_option("--wait", a.wait_s, "seconds to wait for the node").between(1, 600);
    air.add_option("--rate", a.rate, "lines a second at most; 0: as fast as they are taken").between(0, 1'000'000);
    air.add_option("--per-day", a.air.telegrams_a_day, "telegrams of each meter").between(1, 5'400);
    air.add_flag("--mode-c", a.air.mode_c, "print C1 instead of T1");
    air.add_option("--corrupt", a.air.corrupt, "bad lines a day").between(0, 1'000'000);
    air.add_option("--unknown", a.air.unknown, "telegrams a day of unknown meters").between(0, 1'000'000);
    air.add_option("--mix", a.mix_file, "a file of hexadecimal telegrams, one a line, each sent once a day");
    keys.add_option("--out", a.keys_file, "the file to write, mode 0600").required();
    return app.parse(argc, argv).value_or(status);
}

}  // namespace

int main(int argc, char** argv) {
    ::signal(SIGPIPE, SIG_IGN);
    try {
        return run(argc, argv);
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "aquacis-metersim: %s\n", fault.what());
        return 1;
    }
}
