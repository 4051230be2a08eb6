#pragma once
// What each administration's bill numbers begin with, from the settings.

#include <map>
#include <string>

#include "base/config/config.hpp"
#include "base/id.hpp"

namespace aquacis::billing {

class NumberPrefixes {
public:
    // Throws ConfigError when two administrations have the same: their bills would have the same numbers.
    explicit NumberPrefixes(const Config& config);
    std::string of(AdministrationId administration) const;  // empty when there is none

private:
    std::map<int, std::string> own_;
    std::string usual_;
};

}  // namespace aquacis::billing
