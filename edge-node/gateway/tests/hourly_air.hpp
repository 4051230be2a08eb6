#pragma once
// Meters that are heard once an hour, each at its own second, and what must come of it. The litres name the hour, so
// that a reading says by itself which telegram it was.

#include <string>

#include "edge-node/simulator/meter_register.hpp"

namespace aquacis::edge::test {

class HourlyAir {
public:
    // `begin`: a local midnight, the first hour's begin.
    HourlyAir(MeterRegister meters, Instant begin) : meters_(std::move(meters)), begin_(begin) {}

    const MeterRegister& meters() const { return meters_; }
    std::size_t size() const { return meters_.meters.size(); }
    Instant begin() const { return begin_; }
    Instant hour_begin(int hour) const { return begin_ + std::chrono::hours(hour); }

    std::string hour(int hour) const;  // every meter's line of that hour, in no order of time
    std::string line(std::size_t meter, int hour) const;
    std::int64_t litres(std::size_t meter, int hour) const {
        return first_litres + static_cast<std::int64_t>(meter) + litres_an_hour * hour;
    }
    int hour_of(std::size_t meter, std::int64_t litres) const {
        return static_cast<int>((litres - first_litres - static_cast<std::int64_t>(meter)) / litres_an_hour);
    }
    // One plain meter in a hundred says for one hour every ten days that its battery is low.
    bool alarms(std::size_t meter, int hour) const;

private:
    static constexpr std::int64_t first_litres = 1'000'000;
    static constexpr std::int64_t litres_an_hour = 100'000;  // more than there are meters
    MeterRegister meters_;
    Instant begin_;
};

}  // namespace aquacis::edge::test
