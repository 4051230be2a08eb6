#pragma once
// Every context that this program can host.

#include <string>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::aquacisd {

// `wanted`: "all" or names with commas. Throws ConfigError on a name that is none.
std::vector<platform::ModuleDescriptor> choose_modules(const std::string& wanted);

}  // namespace aquacis::aquacisd
