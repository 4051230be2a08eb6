#include "cloud/platform/telemetry/host_metrics.hpp"

#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* lag = "aquacis_consumer_lag_events";
constexpr const char* outbox_rows = "aquacis_outbox_rows";
constexpr const char* dead_letters = "aquacis_dead_letters";
constexpr const char* oldest_dead_letter = "aquacis_dead_letter_oldest_seconds";
constexpr const char* lost_events = "aquacis_relay_lost_events";
constexpr const char* kept_rows = "aquacis_kept_rows";
constexpr const char* kept_bytes = "aquacis_kept_bytes";
constexpr const char* forgotten_rows = "aquacis_forgotten_rows_total";

void write_consumers(Exposition& out, const Running& running) {
    out.family({"aquacis_events_handled_total", "counter", "Events that took effect since the start."});
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
    tell("aquacis_consumer_keys_waiting", "Keys whose first event was refused and waits to be tried again.",
         [](const Consumer& consumer) { return consumer.keys_waiting(); });
    tell("aquacis_consumer_held_back",
         "Administrations, counted in each partition, whose events wait in the log: too much of theirs is set aside.",
         [](const Consumer& consumer) { return consumer.held_back(); });
    tell("aquacis_consumer_waiting", "1 while a consumer waits for what is no event's fault.",
         [](const Consumer& consumer) { return consumer.is_waiting(); });
    tell("aquacis_consumer_stopped",
         "1 while a consumer is stopped: the log was set back, or has dropped what it has not read.",
         [](const Consumer& consumer) { return consumer.is_stopped(); });
}

void write_family(Exposition& out, const Running& running, const Exposition::Family& family) {
    out.family(family);
    for (const auto& watch : running.watches)
        for (const Measure& measure : watch->measures())
            if (measure.name == family.name)
                out.sample(measure.labels.empty() ? Exposition::Labels{{"context", watch->what()}} : measure.labels,
                           measure.value);
}

void write_databases(Exposition& out, const Running& running) {
    out.family({"aquacis_database_up", "gauge", "1 when the context's database answered the last look."});
    for (const auto& watch : running.watches)
        out.sample({{"context", watch->what()}}, std::int64_t{watch->is_up()});
    write_family(out, running,
                 {lag, "gauge", "Events in the log after what a consumer has read, in all partitions together."});
    write_family(out, running,
                 {outbox_rows, "gauge", "Events that wait for the relay; 10000 means that many or more."});
    write_family(out, running,
                 {dead_letters, "gauge", "Dead letters that nobody replayed; 10000 means that many or more."});
    write_family(out, running,
                 {oldest_dead_letter, "gauge",
                  "Seconds since the oldest of the letters that are counted died; 0: there is none."});
    write_family(out, running,
                 {lost_events, "gauge", "Events that a log set back has no more, nor the outbox, until log settle."});
    write_family(out, running,
                 {kept_rows, "gauge", "Rows of the tables from which what is old goes, as PostgreSQL estimates them."});
    write_family(out, running, {kept_bytes, "gauge", "What these tables and their indexes take on the disk."});
    write_family(out, running, {forgotten_rows, "counter", "Rows that went since the start, for they were too old."});
    for (const Gauges::Family& gauge : running.gauges)
        write_family(out, running, {gauge.name, "gauge", gauge.help});
}

}  // namespace

std::vector<Measure> measure_database(Pool& database, const Gauges& gauges) {
    std::vector<Measure> measures = database.run_for_all({"telemetry"}, [](Transaction& tx) {
        const auto row = run_sql(tx, sql::measure_queues)[0];
        return std::vector<Measure>{{outbox_rows, row[0].as<std::int64_t>()},
                                    {dead_letters, row[1].as<std::int64_t>()},
                                    {oldest_dead_letter, row[2].as<std::int64_t>()},
                                    {lost_events, row[3].as<std::int64_t>()}};
    });
    if (!gauges.ask) return measures;
    std::vector<Measure> own = gauges.ask();
    measures.insert(measures.end(), own.begin(), own.end());
    return measures;
}

std::vector<Measure> measure_kept(Pool& database, const std::string& context, const Tidying& tidying) {
    std::vector<Measure> measures;
    const auto tell = [&](const char* name, const std::string& table, std::int64_t value) {
        measures.push_back({name, value, {{"context", context}, {"table", table}}});
    };
    database.run_for_all({"telemetry"}, [&](Transaction& tx) {
        for (const auto& row : run_sql(tx, sql::measure_kept)) {
            tell(kept_rows, row[0].c_str(), row[1].as<std::int64_t>());
            tell(kept_bytes, row[0].c_str(), row[2].as<std::int64_t>());
        }
    });
    for (const auto& [table, rows] : tidying.went())
        tell(forgotten_rows, table, rows);
    return measures;
}

std::vector<Measure> measure_lag(const std::vector<std::unique_ptr<Consumer>>& consumers) {
    std::vector<Measure> measures;
    measures.reserve(consumers.size());
    for (const auto& consumer : consumers)
        measures.push_back({lag, consumer->behind(), {{"group", consumer->group()}, {"topic", consumer->topic()}}});
    return measures;
}

std::string write_metrics(const Running& running) {
    Exposition out;
    write_consumers(out, running);
    write_databases(out, running);
    out.family({"aquacis_events_relayed_total", "counter", "Events moved from an outbox to the log since the start."});
    for (const auto& relay : running.relays)
        out.sample({{"context", relay->context()}}, static_cast<std::int64_t>(relay->moved()));
    out.family({"aquacis_relay_log_set_back_total", "counter",
                "Times since the start that the log had lost what a relay appended."});
    for (const auto& relay : running.relays)
        out.sample({{"context", relay->context()}}, static_cast<std::int64_t>(relay->set_back()));
    running.calls.write(out);
    const ProcessUse use = measure_process();
    out.family({"aquacis_resident_bytes", "gauge", "Resident memory."});
    out.sample({}, use.resident_bytes);
    out.family({"aquacis_threads", "gauge", "Threads."});
    out.sample({}, use.threads);
    return out.text();
}

}  // namespace aquacis::platform
