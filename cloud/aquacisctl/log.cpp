#include <cstdio>
#include <functional>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/aquacisd/modules.hpp"
#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr auto longest_kept = std::chrono::hours(24 * 30);

struct Options {
    std::string config_file;
    std::string modules = "all";
    int since_minutes = 0;  // 0: as far back as the log goes
    std::string group;
};

using Visit = std::function<void(const std::string& context, platform::Pool& database, platform::EventLog& log)>;

void for_each_context(const Options& options, const Visit& visit) {
    const Config config = Config::from_file(options.config_file);
    const auto log = platform::make_postgres_event_log(
        platform::log_connection(config), static_cast<int>(config.integer("eventlog.partitions", 4, 1, 64)));
    for (const auto& module : aquacisd::choose_modules(options.modules)) {
        if (!module.has_database) continue;
        platform::DatabaseConfig database;
        database.connection = platform::app_connection(config, module.name);
        database.pool_size = 1;
        platform::Pool pool(database);
        visit(module.name, pool, *log);
    }
}

Instant since(const Options& options, std::chrono::minutes otherwise) {
    const auto back = options.since_minutes == 0 ? otherwise : std::chrono::minutes(options.since_minutes);
    return SystemClock().now() - back;
}

void status(const Options& options) {
    bool is_told = false;
    for_each_context(options, [&](const std::string& context, platform::Pool& database, platform::EventLog& log) {
        if (!is_told) std::printf("log %s\n", log.identity().c_str());
        is_told = true;
        const auto outbox = platform::outbox_standing(database);
        std::printf("%s\toutbox\t%lld kept\t%lld waiting\t%lld MiB\n", context.c_str(),
                    static_cast<long long>(outbox.rows), static_cast<long long>(outbox.waiting),
                    static_cast<long long>(outbox.bytes >> 20));
        if (outbox.lost > 0)
            std::printf(
                "%s\toutbox\tLOST: %lld events of %s to %s are neither in the log nor kept; "
                "feed rebuild, then log settle\n",
                context.c_str(), static_cast<long long>(outbox.lost),
                outbox.lost_from ? to_iso(*outbox.lost_from).c_str() : "an unknown time",
                outbox.lost_to ? to_iso(*outbox.lost_to).c_str() : "an unknown time");
        for (const auto& reader : platform::reader_standings(database, log))
            std::printf("%s\t%s\t%s/%d\t%lld behind\t%s\n", context.c_str(), reader.group.c_str(),
                        reader.read.topic.c_str(), reader.read.partition, static_cast<long long>(reader.behind),
                        reader.is_set_back  ? "STOPPED: the log was set back"
                        : reader.is_trimmed ? "STOPPED: what it has not read was dropped; feed rebuild"
                                            : "ok");
    });
}

void resume(const Options& options) {
    for_each_context(options, [&](const std::string& context, platform::Pool& database, platform::EventLog& log) {
        const int count = platform::resume_readers(
            database, log, since(options, std::chrono::duration_cast<std::chrono::minutes>(longest_kept)));
        if (count > 0) std::printf("%s: %d resumed\n", context.c_str(), count);
    });
}

void reappend(const Options& options) {
    for_each_context(options, [&](const std::string& context, platform::Pool& database, platform::EventLog&) {
        const auto rows = platform::reappend_since(
            database, since(options, std::chrono::duration_cast<std::chrono::minutes>(longest_kept)));
        std::printf("%s: %lld rows are appended again\n", context.c_str(), static_cast<long long>(rows));
    });
}

void settle(const Options& options) {
    for_each_context(options, [&](const std::string& context, platform::Pool& database, platform::EventLog&) {
        if (const auto lost = platform::settle_lost(database); lost > 0)
            std::printf("%s: %lld lost events are settled\n", context.c_str(), static_cast<long long>(lost));
    });
}

void forget(const Options& options) {
    const Config config = Config::from_file(options.config_file);
    platform::DatabaseConfig database;
    database.connection = platform::log_connection(config);
    platform::Pool pool(database);
    std::printf("%d positions of %s forgotten\n", platform::forget_group(pool, options.group), options.group.c_str());
}

}  // namespace

void add_log_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto log = app.add_command("log", "the event log: who has read what, and what to do after it was restored");
    log.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = log.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    const auto add_for_contexts = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = add(name, words, action);
        command.add_option("--modules", options->modules, "names with commas, or all");
        return command;
    };
    add_for_contexts("status", "each consumer and outbox", status);
    add_for_contexts("resume", "consumers that stopped because the log was set back go on; what took effect is left",
                     resume)
        .add_option("--since-minutes", options->since_minutes,
                    "read again from then, which must be before the restored state; else all that is kept");
    add_for_contexts("reappend", "what outboxes keep is appended again", reappend)
        .add_option("--since-minutes", options->since_minutes, "what was appended since then; else all that is kept");
    add_for_contexts("settle", "what a log set back has lost for good was dealt with: it is told no more", settle);
    add("forget", "a consumer group that is no more: events need not be kept for it", forget)
        .add_option("--group", options->group)
        .required();
}

}  // namespace aquacis::aquacisctl
