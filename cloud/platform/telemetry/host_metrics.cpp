#include "cloud/platform/telemetry/host_metrics.hpp"

#include <optional>

#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/dead_letters.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

struct Depths {
    std::int64_t outbox = 0;
    std::int64_t dead_letters = 0;
};

// A scrape goes on without the database that is away: the others' numbers are what somebody needs then.
template <class Step>
auto or_nothing(Step step) -> std::optional<decltype(step())> {
    try {
        return step();
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

void write_consumers(Exposition& out, const Running& running) {
    out.family({"aquacis_events_handled_total", "counter", "Events that took effect, by consumer group and topic."});
    for (const auto& consumer : running.consumers)
        out.sample({{"group", consumer->group()}, {"topic", consumer->topic()}},
                   static_cast<std::int64_t>(consumer->handled()));
    out.family({"aquacis_events_buried_total", "counter", "Events that became dead letters since the start."});
    for (const auto& consumer : running.consumers)
        out.sample({{"group", consumer->group()}, {"topic", consumer->topic()}},
                   static_cast<std::int64_t>(consumer->buried()));
    const auto tell = [&](const char* name, const char* help, auto value) {
        out.family({name, "gauge", help});
        for (const auto& consumer : running.consumers)
            out.sample({{"group", consumer->group()}, {"topic", consumer->topic()}}, std::int64_t{value(*consumer)});
    };
    tell("aquacis_consumer_keys_waiting", "Keys that are set aside since their event was refused.",
         [](const Consumer& consumer) { return consumer.keys_waiting(); });
    tell("aquacis_consumer_waiting", "1 while a consumer waits for what is no event's fault.",
         [](const Consumer& consumer) { return consumer.is_waiting(); });
    tell("aquacis_consumer_stopped", "1 while a consumer is stopped because the log was set back.",
         [](const Consumer& consumer) { return consumer.is_stopped(); });
    out.family({"aquacis_consumer_lag_events", "gauge", "Events in the log that a consumer has not looked at yet."});
    for (const auto& consumer : running.consumers) {
        const auto behind = or_nothing([&] { return consumer->behind(); });
        if (!behind) break;  // the log's database is away; each further question would wait for it
        out.sample({{"group", consumer->group()}, {"topic", consumer->topic()}}, *behind);
    }
}

void write_databases(Exposition& out, const Running& running) {
    std::vector<std::pair<std::string, std::optional<Depths>>> all;
    for (const auto& [context, database] : running.databases)
        all.emplace_back(context, or_nothing([pool = database] {
                             return Depths{outbox_depth(*pool), count_waiting_letters(*pool)};
                         }));
    out.family({"aquacis_database_up", "gauge", "1 when the context's database answered this scrape."});
    for (const auto& [context, depths] : all)
        out.sample({{"context", context}}, std::int64_t{depths.has_value()});
    out.family({"aquacis_outbox_rows", "gauge", "Events that wait for the relay."});
    for (const auto& [context, depths] : all)
        if (depths) out.sample({{"context", context}}, depths->outbox);
    out.family({"aquacis_dead_letters", "gauge", "Dead letters that nobody replayed."});
    for (const auto& [context, depths] : all)
        if (depths) out.sample({{"context", context}}, depths->dead_letters);
}

}  // namespace

std::string why_down(Pool& database) {
    try {
        database.run(AdministrationId(0), [](Transaction& tx) { run_sql(tx, sql::probe); });
        return {};
    } catch (const std::exception& fault) {
        return classify(fault).description;
    }
}

std::string write_metrics(const Running& running) {
    Exposition out;
    write_consumers(out, running);
    out.family({"aquacis_events_relayed_total", "counter", "Events moved from an outbox to the log, by context."});
    for (const auto& relay : running.relays)
        out.sample({{"context", relay->context()}}, static_cast<std::int64_t>(relay->moved()));
    out.family({"aquacis_relay_log_set_back_total", "counter", "Times that the log had lost what a relay appended."});
    for (const auto& relay : running.relays)
        out.sample({{"context", relay->context()}}, static_cast<std::int64_t>(relay->set_back()));
    write_databases(out, running);
    running.calls.write(out);
    const ProcessUse use = measure_process();
    out.family({"aquacis_resident_bytes", "gauge", "Resident memory."});
    out.sample({}, use.resident_bytes);
    out.family({"aquacis_threads", "gauge", "Threads."});
    out.sample({}, use.threads);
    return out.text();
}

}  // namespace aquacis::platform
