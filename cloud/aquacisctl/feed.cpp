#include <cstdio>
#include <functional>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/events/announcing.hpp"
#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file;
    std::string modules = "all";
};

using Visit = std::function<void(const std::string& context, platform::Pool& database)>;

void for_each_context(const Config& config, const std::string& modules, const Visit& visit) {
    for (const auto& module : aquacisd::choose_modules(modules)) {
        if (!module.has_database) continue;
        platform::DatabaseConfig database;
        database.connection = platform::app_connection(config, module.name);
        database.pool_size = 1;
        platform::Pool pool(database);
        visit(module.name, pool);
    }
}

// First all are asked: a consumer that goes on before finds what it misses at the log's end all the same.
void rebuild(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    for_each_context(config, options.modules,
                     [](const std::string&, platform::Pool& database) { platform::ask_for_announcements(database); });
    const auto log = platform::make_postgres_event_log(
        platform::log_connection(config), static_cast<int>(config.integer("eventlog.partitions", 4, 1, 64)));
    for_each_context(config, "all", [&](const std::string& context, platform::Pool& database) {
        if (const int count = platform::let_begin_in_the_middle(database, *log); count > 0)
            std::printf("%s: %d stopped consumers go on\n", context.c_str(), count);
    });
    std::printf("asked for; aquacisctl feed status tells how far it is\n");
}

void status(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    for_each_context(config, options.modules, [](const std::string& context, platform::Pool& database) {
        for (const auto& one : platform::announcement_standings(database))
            std::printf("%s\t%s\tadministration %d\t%lld told\t%s\n", context.c_str(),
                        one.what.empty() ? "all" : one.what.c_str(), one.administration.number(),
                        static_cast<long long>(one.told),
                        one.has_ended      ? "ended"
                        : one.what.empty() ? "asked for"
                                           : "running");
    });
}

}  // namespace

void add_feed_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto feed = app.add_command("feed", "contexts tell again what they have: for who lost it, or never read it");
    feed.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = feed.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--modules", options->modules, "who tells: names with commas, or all");
        command.when_given([options, action] { action(*options); });
    };
    add("rebuild", "every context announces its rows again, and consumers that begin in the middle of the log go on",
        rebuild);
    add("status", "how far each announcement is", status);
}

}  // namespace aquacis::aquacisctl
