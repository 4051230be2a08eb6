#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <pqxx/pqxx>

#include "cloud/aquacisctl/commands.hpp"
#include "cloud/platform/envelope.hpp"
#include "cloud/platform/event_log.hpp"
#include "cloud/platform/host.hpp"

namespace aquacis::aquacisctl {
namespace {

constexpr int most_listed = 100;

struct Options {
    std::string config_file, context;
    std::int64_t id = 0;
};

template <class Step>
void in_context(const Options& options, Step step) {
    const Config config = Config::from_file(options.config_file);
    pqxx::connection connection(platform::app_connection(config, options.context));
    pqxx::work work(connection);
    work.exec("SELECT set_config('aquacis.administration_id', '0', true)");
    step(config, work);
    work.commit();
}

void list(const Options& options) {
    in_context(options, [](const Config&, pqxx::work& work) {
        const auto rows = work.exec_params(
            "SELECT id, died_at, consumer, topic, event_id, reason, replayed_at IS NOT NULL FROM dead_letter ORDER BY id DESC LIMIT $1", most_listed);
        for (const auto& row : rows)
            std::printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str(), row[4].c_str(),
                        row[5].c_str(), row[6].as<bool>() ? "replayed" : "waiting");
    });
}

platform::Event read_letter(const Options& options, pqxx::work& work, std::string& consumer, std::string& reason) {
    const auto rows = work.exec_params("SELECT topic, envelope, consumer, reason FROM dead_letter WHERE id = $1", options.id);
    if (rows.empty()) throw std::runtime_error("there is no dead letter " + std::to_string(options.id) + " in " + options.context + "; see dlq list");
    const pqxx::binarystring envelope(rows[0][1]);
    consumer = rows[0][2].as<std::string>();
    reason = rows[0][3].as<std::string>();
    return platform::parse_envelope(rows[0][0].as<std::string>(), "", {envelope.get(), envelope.size()});
}

void show(const Options& options) {
    in_context(options, [&](const Config&, pqxx::work& work) {
        std::string consumer, reason;
        const platform::Event event = read_letter(options, work, consumer, reason);
        std::printf("event     %s\ntype      %s\naggregate %s %s\nat        %s\nconsumer  %s\nreason    %s\npayload   %zu bytes\n",
                    event.event_id.to_string().c_str(), event.event_type.c_str(), event.aggregate_type.c_str(), event.aggregate_id.c_str(),
                    to_iso(event.timestamp).c_str(), consumer.c_str(), reason.c_str(), event.payload.size());
    });
}

// Back into the log; its inbox mark goes, so that it takes effect where it had failed. Others know it already and leave it.
void replay(const Options& options) {
    in_context(options, [&](const Config& config, pqxx::work& work) {
        std::string consumer, reason;
        platform::Event event = read_letter(options, work, consumer, reason);
        event.key = event.aggregate_id;
        work.exec_params("DELETE FROM inbox WHERE consumer = $1 AND event_id = $2", consumer, event.event_id.to_string());
        work.exec_params("UPDATE dead_letter SET replayed_at = now() WHERE id = $1", options.id);
        const auto log = platform::make_postgres_event_log(platform::app_connection(config, "eventlog"),
                                                           static_cast<int>(config.integer("eventlog.partitions", 4, 1, 64)));
        log->append(std::span(&event, 1));
        std::printf("replayed %s\n", event.event_id.to_string().c_str());
    });
}

}  // namespace

void add_dlq_command(CLI::App& app) {
    auto options = std::make_shared<Options>();
    auto* dlq = app.add_subcommand("dlq", "dead letters: events that a consumer could not take");
    dlq->require_subcommand(1);
    const auto add = [&](const char* name, const char* words, void (*action)(const Options&), bool takes_id) {
        auto* command = dlq->add_subcommand(name, words);
        command->add_option("--config", options->config_file)->required();
        command->add_option("--context", options->context, "whose consumer")->required();
        if (takes_id) command->add_option("id", options->id)->required();
        command->callback([options, action] { action(*options); });
    };
    add("list", "the newest 100", list, false);
    add("show", "one of them", show, true);
    add("replay", "put one into the log again", replay, true);
}

}  // namespace aquacis::aquacisctl
