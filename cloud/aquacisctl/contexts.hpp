#pragma once
// The databases that an operator's command looks at.

#include <functional>
#include <memory>
#include <string>

#include "base/config/config.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::aquacisctl {

platform::DatabaseConfig database_of(const Config& config, const std::string& context);

// One after another: of those that `modules` names, with commas, or all; of each by the role that runs.
using Visit = std::function<void(const std::string& context, platform::Pool& database)>;
void for_each_context(const Config& config, const std::string& modules, const Visit& visit);

std::unique_ptr<platform::EventLog> open_log(const Config& config);

}  // namespace aquacis::aquacisctl
