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

}  // namespace aquacis::platform
