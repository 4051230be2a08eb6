#include <cstdio>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/events/event_log.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file;
    std::string modules = "all";
    std::string admin;  // libpq's words for a superuser
    std::string module;
    int target = 0;
};

std::string owner_connection(const Config& config, const platform::DatabaseNames& names) {
    return platform::connection_for(config.text("database.server"), names.database, names.owner);
}

platform::DatabaseNames names_of(const Config& config, const std::string& context) {
    return platform::database_names(context, config.text("database.prefix", "aquacis_"));
}

void migrate(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    const bool create = !options.admin.empty();
    const auto log_names = names_of(config, "eventlog");
    if (create) platform::create_database(options.admin, log_names);
    std::vector<std::string> roles{log_names.app};  // of the log: a process of one context may use that context's
    for (const auto& module : aquacisd::choose_modules(options.modules)) {
        if (!module.has_database) continue;
        const auto names = names_of(config, module.name);
        if (create) platform::create_database(options.admin, names);
        platform::migrate_up(owner_connection(config, names), names.app, module.migrations);
        std::printf("%s: schema %d\n", names.database.c_str(),
                    platform::schema_version(owner_connection(config, names)));
        roles.push_back(names.app);
    }
    platform::migrate_event_log(owner_connection(config, log_names), roles);
}

void roll_back(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    for (const auto& module : aquacisd::choose_modules(options.module)) {
        const auto names = names_of(config, module.name);
        platform::migrate_down(owner_connection(config, names), module.migrations, options.target);
        std::printf("%s: schema %d\n", names.database.c_str(),
                    platform::schema_version(owner_connection(config, names)));
    }
}

}  // namespace

void add_db_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto db = app.add_command("db", "databases and their schemas");
    db.needs_a_command();
    auto init = db.add_command("init", "make what is missing of databases and roles, then migrate");
    init.add_option("--config", options->config_file).required();
    init.add_option("--modules", options->modules, "names with commas, or all");
    init.add_option("--admin", options->admin, "libpq's words for a superuser").required();
    init.when_given([options] { migrate(*options); });
    auto up = db.add_command("migrate", "bring every schema up");
    up.add_option("--config", options->config_file).required();
    up.add_option("--modules", options->modules, "names with commas, or all");
    up.when_given([options] { migrate(*options); });
    auto down = db.add_command("rollback", "bring one module's schema down to a version");
    down.add_option("--config", options->config_file).required();
    down.add_option("--module", options->module).required();
    down.add_option("--to", options->target, "the version that remains").required();
    down.when_given([options] { roll_back(*options); });
}

}  // namespace aquacis::aquacisctl
