#include <cstdio>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/database/migrate.hpp"
#include "cloud/platform/database/postgres.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file;
    std::string modules = "all";
    std::string admin;  // libpq's words for a superuser
    std::string module;
    int target = 0;
};

platform::DatabaseNames names_of(const Config& config, const std::string& context) {
    return platform::database_names(context, config.text("database.prefix", "aquacis_"));
}

void migrate(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    const bool create = !options.admin.empty();
    const auto make = [&](const std::string& context) {
        if (!create) return;
        platform::create_database(options.admin, names_of(config, context));
        platform::set_passwords(config, context, options.admin);
    };
    make("eventlog");
    // Of the log: a process of one context may use that context's.
    std::vector<std::string> roles{names_of(config, "eventlog").app};
    for (const auto& module : aquacisd::choose_modules(options.modules)) {
        if (!module.has_database) continue;
        const auto names = names_of(config, module.name);
        make(module.name);
        const std::string owner = platform::owner_connection(config, module.name);
        platform::migrate_up(owner, names.app, module.migrations);
        std::printf("%s: schema %d\n", names.database.c_str(), platform::schema_version(owner));
        roles.push_back(names.app);
    }
    platform::migrate_event_log(platform::owner_connection(config, "eventlog"), roles);
}

void roll_back(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    for (const auto& module : aquacisd::choose_modules(options.module)) {
        const std::string owner = platform::owner_connection(config, module.name);
        platform::migrate_down(owner, module.migrations, options.target);
        std::printf("%s: schema %d\n", names_of(config, module.name).database.c_str(), platform::schema_version(owner));
    }
}

}  // namespace

void add_db_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto db = app.add_command("db", "databases and their schemas");
    db.needs_a_command();
    auto init = db.add_command(
        "init", "make what is missing of databases and roles, give the roles their passwords, then migrate");
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
