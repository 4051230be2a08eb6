#pragma once
// What the air would carry on one day: every meter's telegrams at its own times, interleaved, with bad ones among them.

#include <string>
#include <vector>

#include "edge-node/simulator/meter_register.hpp"

namespace aquacis::edge {

struct AirSettings {
    int telegrams_a_day = 1;         // of each meter
    bool mode_c = false;             // C1 lines, else T1
    int corrupt = 0;                 // lines a day that fail their flags or are garbled
    int unknown = 0;                 // telegrams a day of meters that are not in the register
    std::vector<std::string> mixed;  // hexadecimal telegrams, each once a day
};

struct AirCounts {
    std::int64_t telegrams = 0;
    std::int64_t corrupt = 0;
    std::int64_t unknown = 0;
    std::int64_t mixed = 0;
};

// The lines of that day (0 is the register's start) in time order, each with its line end. The same register gives the
// same lines.
std::vector<std::string> lines_of_day(const MeterRegister& meters, const AirSettings& settings, int day,
                                      AirCounts& counts);

}  // namespace aquacis::edge
