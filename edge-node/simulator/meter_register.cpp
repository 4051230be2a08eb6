#include "edge-node/simulator/meter_register.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace aquacis::edge {
namespace {

using nlohmann::json;

constexpr int register_version = 1;

Security to_security(const std::string& word) {
    if (word == "none") return Security::none;
    if (word == "mode5") return Security::mode5;
    if (word == "mode7") return Security::mode7;
    if (word == "ell-ctr") return Security::ell_ctr;
    throw std::runtime_error("security must be none, mode5, mode7 or ell-ctr, not '" + word + "'");
}

SimulatedMeter read_meter(const json& line) {
    SimulatedMeter meter;
    meter.address = {line.at("manufacturer").get<std::string>(), line.at("serial").get<std::string>(),
                     line.at("version").get<std::uint8_t>(), line.at("device_type").get<std::uint8_t>()};
    meter.security = to_security(line.at("security").get<std::string>());
    if (meter.security != Security::none) {
        const auto key = parse_key(line.at("key").get<std::string>());
        if (!key) throw std::runtime_error("key must be 32 hexadecimal digits");
        meter.key = *key;
    }
    meter.initial_litres = line.at("initial_litres").get<std::int64_t>();
    meter.week = line.at("week").get<std::array<std::int64_t, 7>>();
    meter.leak_litres_per_day = line.value("leak_litres_per_day", std::int64_t{0});
    if (const auto stopped = line.find("stopped_after_day"); stopped != line.end() && !stopped->is_null())
        meter.stopped_after_day = stopped->get<int>();
    meter.zone = line.value("zone", "");
    return meter;
}

void read_header(const json& line, MeterRegister& meters) {
    if (line.value("register", 0) != register_version)
        throw std::runtime_error("the first line is not {\"register\":1,…}");
    const auto start = parse_date(line.at("start").get<std::string>());
    if (!start) throw std::runtime_error("start must be YYYY-MM-DD");
    meters.start = *start;
    meters.administration = line.at("administration").get<int>();
}

}  // namespace

std::int64_t SimulatedMeter::litres(int day) const {
    const int last = stopped_after_day ? std::min(day, *stopped_after_day) : day;
    std::int64_t total = initial_litres;
    for (int i = 1; i <= last; ++i)
        total += week[static_cast<std::size_t>(i % 7)] + leak_litres_per_day;
    return total;
}

MeterRegister read_register(std::istream& in, const std::string& zone) {
    MeterRegister meters;
    std::string text;
    for (int number = 1; std::getline(in, text); ++number) {
        if (text.empty()) continue;
        try {
            const json line = json::parse(text);
            if (number == 1) {
                read_header(line, meters);
            } else if (SimulatedMeter meter = read_meter(line); zone.empty() || meter.zone == zone) {
                meters.meters.push_back(std::move(meter));
            }
        } catch (const std::exception& fault) {
            throw std::runtime_error("register, line " + std::to_string(number) + ": " + fault.what());
        }
    }
    return meters;
}

void write_keys(const MeterRegister& meters, const std::filesystem::path& file) {
    std::string text = "[keys]\n";
    for (const SimulatedMeter& meter : meters.meters)
        if (meter.security != Security::none)
            text += "\"" + meter.address.manufacturer + " " + meter.address.id + "\" = \"" + to_hex(meter.key) + "\"\n";
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("cannot write " + file.string());
    const ssize_t written = ::write(fd, text.data(), text.size());
    ::close(fd);
    if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot write all of " + file.string());
}

}  // namespace aquacis::edge
