#pragma once
// The register of simulated meters: JSON lines, a header and then a meter a line.

#include <array>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "edge-node/decode/telegram.hpp"

namespace aquacis::edge {

struct SimulatedMeter {
    MeterAddress address;
    Security security = Security::none;
    Key key{};
    std::int64_t initial_litres = 0;
    std::array<std::int64_t, 7> week{};  // litres a day
    std::int64_t leak_litres_per_day = 0;
    std::optional<int> stopped_after_day;
    std::string zone;

    // The register on the evening of a day; day 0 is the register's start.
    std::int64_t litres(int day) const;
};

struct MeterRegister {
    Date start;
    int administration = 0;
    std::vector<SimulatedMeter> meters;
};

// Throws std::runtime_error naming the line and what is wrong. `zone`: only that zone's meters; empty: all.
MeterRegister read_register(std::istream& in, const std::string& zone);

// The node's keys file, mode 0600.
void write_keys(const MeterRegister& meters, const std::filesystem::path& file);

}  // namespace aquacis::edge
