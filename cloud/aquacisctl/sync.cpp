#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/time.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/platform/host/host.hpp"
#include "cloud/synchub/store/device_store.hpp"
#include "cloud/synchub/store/inbox_store.hpp"

namespace aquacis::aquacisctl {
namespace {

struct Options {
    std::string config_file, code, since;
};

// Parked operations are given to their contexts again. What took effect before takes none now: a context answers the
// same operation as it did.
void redrive(const Options& options) {
    if (options.code.empty() && options.since.empty())
        throw std::runtime_error("name what to ask again: --code sync.needs_a_person, or --since 2026-11-30T14:00:00Z");
    const auto since = options.since.empty() ? std::optional(Instant()) : parse_iso(options.since);
    if (!since) throw std::runtime_error("--since is no time: write it as 2026-11-30T14:00:00Z");
    platform::DatabaseConfig database;
    database.connection = platform::app_connection(Config::from_file(options.config_file), "synchub");
    database.pool_size = 1;
    platform::Pool pool(database);
    const SystemClock clock;
    const auto administrations =
        pool.run_for_all({"redrive"}, [](platform::Transaction& tx) { return synchub::list_administrations(tx); });
    for (const AdministrationId administration : administrations) {
        const auto count = pool.run(administration, [&](platform::Transaction& tx) {
            return synchub::redrive(tx, {options.code, *since}, clock.now());
        });
        std::printf("administration %d\tasked again %lld\n", administration.number(), static_cast<long long>(count));
    }
}

}  // namespace

void add_sync_command(CLI::App& app) {
    auto options = std::make_shared<Options>();
    auto* sync = app.add_subcommand("sync", "what tills and tablets sent");
    sync->require_subcommand(1);
    auto* command = sync->add_subcommand("redrive", "ask the contexts again for operations that were parked");
    command->add_option("--config", options->config_file)->required();
    command->add_option("--code", options->code, "of their outcome: sync.needs_a_person, sync.depends_on_refused");
    command->add_option("--since", options->since, "parked from this time on");
    command->callback([options] { redrive(*options); });
}

}  // namespace aquacis::aquacisctl
