#pragma once
// All randomness of a run, from its seed.

#include <cstdint>
#include <random>

namespace aquacis::simulation {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}
    std::uint64_t bits() { return engine_(); }
    int below(int limit) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(limit)); }
    bool percent(int chance) { return below(100) < chance; }
    bool permille(int chance) { return below(1000) < chance; }

private:
    std::mt19937_64 engine_;  // its numbers are the same on every machine; the standard distributions' are not
};

}  // namespace aquacis::simulation
