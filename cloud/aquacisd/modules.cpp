#include "cloud/aquacisd/modules.hpp"

#include <algorithm>
#include <sstream>

#include "cloud/aquacisd/every_module.hpp"

namespace aquacis::aquacisd {
namespace {

std::string names_of(const std::vector<platform::ModuleDescriptor>& modules) {
    std::string names;
    for (const auto& module : modules)
        names += module.name + ", ";
    return names;
}

}  // namespace

std::vector<platform::ModuleDescriptor> choose_modules(const std::string& wanted) {
    auto all = every_module();
    if (wanted == "all") return all;

    std::vector<platform::ModuleDescriptor> chosen;
    std::istringstream names(wanted);
    for (std::string name; std::getline(names, name, ',');) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& module) { return module.name == name; });
        if (found == all.end())
            throw ConfigError("--modules: there is no module '" + name + "'; name some of " + names_of(all) + "or all");
        chosen.push_back(*found);
    }
    return chosen;
}

std::string list_modules() {
    std::string lines;
    for (const auto& module : every_module())
        lines += module.name + (module.has_database ? " database\n" : "\n");
    return lines;
}

}  // namespace aquacis::aquacisd
