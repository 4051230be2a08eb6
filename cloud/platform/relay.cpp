#include "cloud/platform/relay.hpp"

#include <algorithm>
#include <pqxx/pqxx>

#include "base/log/log.hpp"
#include "cloud/platform/sql.hpp"
#include "cloud/platform/envelope.hpp"

namespace aquacis::platform {
namespace {

constexpr int batch_size = 1000;
constexpr long listen_turn_us = 250'000;
constexpr int quiet_turns = 20;  // of listening without a bell, then the table is looked at all the same
constexpr auto retry_pause = std::chrono::seconds(1);
// Ids are given before their transaction commits, so a lower one can appear late. Reading starts this far behind the highest
// id seen, which spares the dead rows at the index's beginning; whenever that finds nothing, the whole table is looked at.
constexpr std::int64_t late_ids = 20'000;

class Bell final : public pqxx::notification_receiver {
public:
    explicit Bell(pqxx::connection_base& connection) : notification_receiver(connection, "outbox") {}
    void operator()(const std::string&, int) override {}
};

// How many were moved.
int move_batch(pqxx::connection& connection, EventLog& log, std::int64_t& highest, bool from_the_start) {
    pqxx::work work(connection);
    work.exec("SELECT set_config('aquacis.administration_id', '0', true)");
    const auto rows = work.exec_params("SELECT id, topic, key, envelope FROM outbox WHERE id > $1 ORDER BY id LIMIT $2",
                                       from_the_start ? 0 : highest - late_ids, batch_size);
    if (rows.empty()) return 0;
    std::vector<Event> events;
    SqlArray ids;
    for (const auto& row : rows) {
        const auto id = row[0].as<std::int64_t>();
        const pqxx::binarystring envelope(row[3]);
        events.push_back(parse_envelope(row[1].as<std::string>(), row[2].as<std::string>(), {envelope.get(), envelope.size()}));
        ids.add(id);
        highest = std::max(highest, id);
    }
    log.append(events);
    work.exec_params("DELETE FROM outbox WHERE id = ANY($1::bigint[])", ids.text());
    work.commit();
    return static_cast<int>(events.size());
}

}  // namespace

Relay::Relay(std::string context, std::string connection, EventLog& log)
    : context_(std::move(context)), connection_(std::move(connection)), log_(log), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Relay::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            serve(stop);
        } catch (const std::exception& fault) {
            log::warning("relay.interrupted", {{"context", context_}, {"reason", fault.what()}});
            std::this_thread::sleep_for(retry_pause);
        }
    }
}

void Relay::serve(const std::stop_token& stop) {
    pqxx::connection connection(connection_);
    {
        pqxx::nontransaction work(connection);
        while (!work.exec("SELECT pg_try_advisory_lock(7221902)")[0][0].as<bool>()) {
            if (stop.stop_requested()) return;
            std::this_thread::sleep_for(retry_pause);
        }
    }
    const Bell bell(connection);
    std::int64_t highest = 0;
    while (!stop.stop_requested()) {
        int moved = move_batch(connection, log_, highest, false);
        if (moved == 0) moved = move_batch(connection, log_, highest, true);
        moved_ += static_cast<std::uint64_t>(moved);
        for (int turn = 0; moved == 0 && turn < quiet_turns && !stop.stop_requested(); ++turn)
            if (connection.await_notification(0, listen_turn_us) > 0) break;
    }
}

}  // namespace aquacis::platform
