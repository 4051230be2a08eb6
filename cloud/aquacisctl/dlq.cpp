#include <cstdio>
#include <memory>

#include "base/command_line/command_line.hpp"
#include "cloud/aquacisctl/commands.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/host/host.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr int most_listed = 100;

struct Options {
    std::string config_file, context;
    std::int64_t id = 0;
};

platform::DatabaseConfig database_of(const Config& config, const std::string& context) {
    platform::DatabaseConfig database;
    database.connection = platform::app_connection(config, context);
    database.pool_size = 1;
    return database;
}

void print(const char* name, const std::string& value) { std::printf("%-14s %s\n", name, value.c_str()); }

void list(const Options& options) {
    platform::Pool database(database_of(Config::from_file(options.config_file), options.context));
    for (const auto& letter : platform::newest_dead_letters(database, most_listed))
        std::printf("%lld\t%s\t%s\t%s\t%s\t%s\t%s\n", static_cast<long long>(letter.id), to_iso(letter.died_at).c_str(),
                    letter.death.consumer.c_str(), letter.event.topic.c_str(),
                    letter.event.event_id.to_string().c_str(), letter.is_replayed ? "replayed" : "waiting",
                    letter.death.reason.c_str());
}

// The payload stays unseen: it may hold personal data.
void show(const Options& options) {
    platform::Pool database(database_of(Config::from_file(options.config_file), options.context));
    const auto letter = platform::find_dead_letter(database, options.id);
    if (!letter)
        throw std::runtime_error("there is no dead letter " + std::to_string(options.id) + " in " + options.context +
                                 "; see dlq list");
    const platform::Event& event = letter->event;
    print("event", event.event_id.to_string());
    print("type", event.event_type);
    print("aggregate", event.aggregate_type + " " + event.aggregate_id);
    print("administration", std::to_string(event.administration.number()));
    print("happened", to_iso(event.timestamp));
    print("source", event.source);
    print("correlation", event.correlation_id);
    print("in the log", event.topic + " partition " + std::to_string(letter->partition) + " offset " +
                            std::to_string(letter->offset));
    print("consumer", letter->death.consumer);
    print("died", to_iso(letter->died_at) + (letter->is_replayed ? ", replayed since" : ", waiting"));
    print("reason", letter->death.reason);
    print("payload", std::to_string(event.payload.size()) + " bytes");
}

void replay(const Options& options) {
    platform::Pool database(database_of(Config::from_file(options.config_file), options.context));
    const auto letter = platform::replay_dead_letter(database, options.id);
    if (!letter)
        throw std::runtime_error("there is no dead letter " + std::to_string(options.id) + " in " + options.context +
                                 "; see dlq list");
    std::printf("replayed %s\n", letter->event.event_id.to_string().c_str());
}

}  // namespace

void add_dlq_command(Command& app) {
    auto options = std::make_shared<Options>();
    auto dlq = app.add_command("dlq", "dead letters: events that a consumer could not take");
    dlq.needs_a_command();
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&)) {
        auto command = dlq.add_command(name, words);
        command.add_option("--config", options->config_file).required();
        command.add_option("--context", options->context, "whose consumer").required();
        command.when_given([options, action] { action(*options); });
        return command;
    };
    add("list", "the newest 100", list);
    add("show", "one of them", show).add_option("id", options->id).required();
    add("replay", "let its consumer try one again", replay).add_option("id", options->id).required();
}

}  // namespace aquacis::aquacisctl
