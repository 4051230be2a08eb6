#include "edge-node/decode/drivers.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "edge-node/decode/driver.hpp"
#include "edge-node/drivers/embedded.hpp"

namespace aquacis::edge {
namespace {

// How many of the pattern's parts are fixed; nothing when the pattern does not fit.
std::optional<int> fit(const MeterPattern& pattern, const MeterAddress& address) {
    if (pattern.manufacturer != address.manufacturer) return std::nullopt;
    int fixed = 0;
    if (pattern.version) {
        if (*pattern.version != address.version) return std::nullopt;
        ++fixed;
    }
    if (pattern.device_type) {
        if (*pattern.device_type != address.device_type) return std::nullopt;
        ++fixed;
    }
    return fixed;
}

}  // namespace

Drivers Drivers::built_in() {
    Drivers drivers;
    for (const auto& file : embedded::meter_drivers)
        drivers.drivers_.push_back(std::make_shared<const Driver>(parse_driver(file.text, std::string(file.name))));
    return drivers;
}

Drivers Drivers::from_folder(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    Drivers drivers;
    for (const auto& path : paths) {
        std::ifstream stream(path);
        std::ostringstream text;
        text << stream.rdbuf();
        if (!stream) throw std::runtime_error(path.string() + ": cannot be read");
        drivers.drivers_.push_back(std::make_shared<const Driver>(parse_driver(text.str(), path.string())));
    }
    const Drivers fallback = built_in();
    drivers.drivers_.insert(drivers.drivers_.end(), fallback.drivers_.begin(), fallback.drivers_.end());
    return drivers;
}

const Driver* Drivers::find(const MeterAddress& address) const {
    const Driver* best = nullptr;
    int best_fit = -1;
    for (const auto& driver : drivers_) {
        for (const MeterPattern& pattern : driver->meters) {
            const auto fixed = fit(pattern, address);
            if (fixed && *fixed > best_fit) {
                best = driver.get();
                best_fit = *fixed;
            }
        }
    }
    return best;
}

}  // namespace aquacis::edge
