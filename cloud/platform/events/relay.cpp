#include "cloud/platform/events/relay.hpp"

#include <algorithm>

#include "base/log/log.hpp"
#include "cloud/platform/database/fault.hpp"
#include "cloud/platform/database/session.hpp"
#include "cloud/platform/database/sql.hpp"
#include "cloud/platform/events/envelope.hpp"
#include "cloud/platform/store/sql.hpp"

namespace aquacis::platform {
namespace {

constexpr int batch_size = 1000;
constexpr long listen_turn_us = 250'000;
constexpr int quiet_turns = 20;  // of listening without a bell, then the table is looked at all the same
constexpr auto retry_pause = std::chrono::seconds(1);

// Ids are given before their transaction commits, so a lower one can appear late, and must then go before what came
// after it. Up to `settled` none can: whoever took such an id has ended. To find out, an id is watched until every
// transaction that had begun when it was seen (those before `horizon`) is over; publish() takes its transaction's
// number before its first id.
struct Place {
    std::int64_t settled = 0;
    std::int64_t highest = 0;
    std::int64_t watched = 0;  // 0: none
    std::uint64_t horizon = 0;
};

void settle(Place& place, std::uint64_t oldest_running, const pqxx::result& rows) {
    if (place.watched == 0 || oldest_running < place.horizon) return;
    const bool is_full = rows.size() == batch_size;
    place.settled = is_full ? std::min(place.watched, rows[batch_size - 1][0].as<std::int64_t>()) : place.watched;
    if (place.settled == place.watched) place.watched = 0;
}

class Bell final : public pqxx::notification_receiver {
public:
    explicit Bell(pqxx::connection_base& connection) : notification_receiver(connection, "outbox") {}
    void operator()(const std::string&, int) override {}
};

// How many were moved. A fault leaves `place` ahead of what was moved: begin again with a new one.
int move_batch(pqxx::connection& connection, EventLog& log, Place& place) {
    pqxx::work work(connection);
    const auto oldest_running = run_sql(work, sql::oldest_running)[0][0].as<std::uint64_t>();
    const auto rows = run_sql(work, sql::take_outbox, place.settled, batch_size);
    settle(place, oldest_running, rows);
    if (rows.empty()) return 0;
    std::vector<Event> events;
    events.reserve(batch_size);
    SqlArray ids;
    for (const auto& row : rows) {
        const auto id = row[0].as<std::int64_t>();
        const pqxx::binarystring envelope(row[3]);
        events.push_back(
            parse_envelope(row[1].as<std::string>(), row[2].as<std::string>(), {envelope.get(), envelope.size()}));
        ids.add(id);
        place.highest = std::max(place.highest, id);
    }
    log.append(events);
    const auto deleted = run_sql(work, sql::delete_outbox, ids.text());
    work.commit();
    if (place.watched == 0) {
        place.watched = place.highest;
        place.horizon = deleted[0][0].as<std::uint64_t>();
    }
    return static_cast<int>(events.size());
}

}  // namespace

Relay::Relay(std::string context, std::string connection, EventLog& log)
    : context_(std::move(context)),
      connection_(std::move(connection)),
      log_(log),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Relay::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            serve(stop);
        } catch (const std::exception& fault) {
            log::warning("relay.interrupted", {{"context", context_}, {"reason", classify(fault).description}});
            std::this_thread::sleep_for(retry_pause);
        }
    }
}

void Relay::serve(const std::stop_token& stop) {
    const auto session = open_session(connection_);
    pqxx::connection& connection = *session;
    {
        pqxx::nontransaction work(connection);
        run_sql(work, sql::plan_by_index);
        while (!run_sql(work, sql::try_to_relay)[0][0].as<bool>()) {
            if (stop.stop_requested()) return;
            std::this_thread::sleep_for(retry_pause);
        }
    }
    const Bell bell(connection);
    Place place;
    while (!stop.stop_requested()) {
        const int moved = move_batch(connection, log_, place);
        moved_ += static_cast<std::uint64_t>(moved);
        for (int turn = 0; moved == 0 && turn < quiet_turns && !stop.stop_requested(); ++turn)
            if (connection.await_notification(0, listen_turn_us) > 0) break;
    }
}

}  // namespace aquacis::platform
