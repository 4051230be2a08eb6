#include "cloud/aquacisctl/contexts.hpp"

#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {

platform::DatabaseConfig database_of(const Config& config, const std::string& context) {
    platform::DatabaseConfig database;
    database.connection = platform::app_connection(config, context);
    database.pool_size = 1;
    return database;
}

void for_each_context(const Config& config, const std::string& modules, const Visit& visit) {
    for (const auto& module : aquacisd::choose_modules(modules)) {
        if (!module.has_database) continue;
        platform::Pool pool(database_of(config, module.name));
        visit(module.name, pool);
    }
}

std::unique_ptr<platform::EventLog> open_log(const Config& config) {
    return platform::make_postgres_event_log(platform::log_connection(config),
                                             static_cast<int>(config.integer("eventlog.partitions", 4, 1, 64)));
}

}  // namespace aquacis::aquacisctl
