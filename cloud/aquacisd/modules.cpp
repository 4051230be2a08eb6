#include "cloud/aquacisd/modules.hpp"

#include <algorithm>
#include <sstream>

#include "cloud/billing/billing.hpp"
#include "cloud/contracts/contracts.hpp"
#include "cloud/customers/customers.hpp"
#include "cloud/fiscal/fiscal.hpp"
#include "cloud/gateway/gateway.hpp"
#include "cloud/ingest/ingest.hpp"
#include "cloud/metering/metering.hpp"
#include "cloud/payments/payments.hpp"
#include "cloud/synchub/synchub.hpp"

namespace aquacis::aquacisd {
namespace {

// The outer doors stand last: a portal's or a node's call finds the contexts behind it ready.
std::vector<platform::ModuleDescriptor> every_module() {
    return {customers::module(), contracts::module(), metering::module(), billing::module(), payments::module(),
            fiscal::module(),    synchub::module(),   ingest::module(),   gateway::module()};
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
            throw ConfigError("--modules: there is no module '" + name +
                              "'; name some of customers, contracts, metering, "
                              "billing, payments, fiscal, synchub, ingest, gateway, or all");
        chosen.push_back(*found);
    }
    return chosen;
}

}  // namespace aquacis::aquacisd
