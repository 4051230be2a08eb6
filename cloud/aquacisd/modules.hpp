#pragma once
// Every context that this program can host: those that cloud/CMakeLists.txt lists.

#include <string>
#include <vector>

#include "cloud/platform/host/module.hpp"

namespace aquacis::aquacisd {

// `wanted`: "all" or names with commas. Throws ConfigError on a name that is none.
std::vector<platform::ModuleDescriptor> choose_modules(const std::string& wanted);

// One line a context: its name, and "database" when it has one of its own.
std::string list_modules();

}  // namespace aquacis::aquacisd
