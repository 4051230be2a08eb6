#pragma once
// What a context tells an operator of itself.

#include <functional>
#include <string>
#include <vector>

#include "cloud/platform/telemetry/watch.hpp"

namespace aquacis::platform {

// Numbers that an operator needs of a context, asked again and again on a thread of its own, never by a scrape. What is
// asked has a limit: a queue of a million costs no more than one of ten thousand.
struct Gauges {
    struct Family {
        std::string name;  // "aquacis_operations_waiting"
        std::string help;
    };
    std::vector<Family> families{};
    std::function<std::vector<Measure>()> ask{};  // of these families; their labels name the administration
};

// What two parts of a context tell, as one.
inline Gauges both(Gauges one, Gauges other) {
    one.families.insert(one.families.end(), other.families.begin(), other.families.end());
    return {std::move(one.families), [first = std::move(one.ask), second = std::move(other.ask)] {
                std::vector<Measure> measures = first();
                for (Measure& measure : second())
                    measures.push_back(std::move(measure));
                return measures;
            }};
}

}  // namespace aquacis::platform
