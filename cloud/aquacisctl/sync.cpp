#include <cstdio>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "base/time.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/platform/host/host.hpp"
#include "cloud/synchub/store/device_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, code, since, context;
    bool accepted = false;
};

platform::DatabaseConfig database_of(const Options& options) {
    platform::DatabaseConfig database;
    database.connection = platform::app_connection(Config::from_file(options.config_file), "synchub");
    database.pool_size = 1;
    return database;
}

// Operations are given to their contexts again. What took effect before takes none now: a context answers the same
// operation as it did, and does it only when its database was put back and knows nothing of it.
void redrive(const Options& options) {
    if (options.code.empty() && options.since.empty())
        throw std::runtime_error("name what to ask again: --code sync.needs_a_person, or --since 2026-11-30T14:00:00Z");
    if (options.accepted && options.since.empty())
        throw std::runtime_error("--accepted needs --since: the time of the backup that was restored");
    const auto since = options.since.empty() ? std::optional(Instant()) : parse_iso(options.since);
    if (!since) throw std::runtime_error("--since is no time: write it as 2026-11-30T14:00:00Z");
    platform::Pool pool(database_of(options));
    const SystemClock clock;
    const auto administrations =
        pool.run_for_all({"redrive"}, [](platform::Transaction& tx) { return synchub::list_administrations(tx); });
    for (const AdministrationId administration : administrations) {
        const auto count = pool.run(administration, [&](platform::Transaction& tx) {
            return synchub::redrive(tx, {options.code, *since, options.accepted, options.context}, clock.now());
        });
        std::printf("administration %d\tasked again %lld\n", administration.number(), static_cast<long long>(count));
    }
}

// Tills hold a feed and positions of the database that was; they compare its name and take the feed anew.
void renew(const Options& options) {
    platform::Pool pool(database_of(options));
    const std::string name = pool.run_for_all({.name = "renew", .may_write = true},
                                              [](platform::Transaction& tx) { return synchub::renew_incarnation(tx); });
    std::printf("incarnation %s\n", name.c_str());
}

}  // namespace

void add_sync_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto sync = app.add_command("sync", "what tills and tablets sent");
    sync.needs_a_command();
    auto command = sync.add_command("redrive", "ask the contexts again for operations that were parked or lost");
    command.add_option("--config", options->config_file).required();
    command.add_option("--code", options->code, "of their outcome: sync.needs_a_person, sync.depends_on_refused");
    command.add_option("--since", options->since, "decided from this time on");
    command.add_flag("--accepted", options->accepted,
                     "also what was accepted: its context's database was restored from a backup of the time --since");
    command.add_option("--context", options->context, "that owns the operations, as payments; else all");
    command.when_given([options] { redrive(*options); });
    auto restored = sync.add_command(
        "restored", "tell tills and tablets that synchub's files were copied back: they take the feed anew");
    restored.add_option("--config", options->config_file).required();
    restored.when_given([options] { renew(*options); });
}

}  // namespace aquacis::aquacisctl
