#pragma once
// A context that publishes notes and one that takes them into a table.

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <pqxx/pqxx>
#include <string>
#include <thread>

#include "cloud/platform/events/consumer.hpp"
#include "cloud/platform/events/outbox.hpp"
#include "tests/support/event_log_database.hpp"
#include "tests/support/postgres_server.hpp"

namespace aquacis::platform {

using namespace std::chrono_literals;

constexpr AdministrationId queretaro{11};
constexpr AdministrationId amealco{1};
constexpr RetryPauses short_pauses{1ms, 1ms, 1ms};
constexpr std::array<Migration, 1> effects{
    {{1, "effect",
      "-- tenant effect: none, because these tests count in it\n"
      "CREATE TABLE effect (administration_id integer NOT NULL, payload text NOT NULL,"
      " place bigint GENERATED ALWAYS AS IDENTITY, CONSTRAINT no_curse CHECK (payload <> 'cursed'))",
      "DROP TABLE effect"}}};

class NotesTest : public testing::Test {
protected:
    test::EventLogDatabase events;
    test::ContextDatabase producer{"producer", {}};
    test::ContextDatabase taker{"taker", effects};
    RandomBits random = seeded_random(7);

    Event note(const std::string& payload, AdministrationId administration = queretaro) {
        return note(payload, administration, random);
    }
    static Event note(const std::string& payload, AdministrationId administration, const RandomBits& bits) {
        Event event;
        event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000), bits);
        event.topic = "note.written";
        event.key = payload;
        event.event_type = "note";
        event.administration = administration;
        event.payload = payload;
        return event;
    }
    Event note_of(const std::string& key, const std::string& payload) {
        Event event = note(payload);
        event.key = key;
        return event;
    }
    void append(const std::vector<Event>& notes) { events.log().append(notes); }
    static void put(Transaction& tx, const Event& note) { insert_outbox(tx, {&note, 1}); }

    static void take_note(Transaction& tx, const LoggedEvent& logged) {
        if (logged.event.payload == "poison") throw UnreadableEvent("cannot be read");
        tx.pq().exec_params("INSERT INTO effect VALUES ($1, $2)", tx.administration().number(), logged.event.payload);
    }
    static Subscription subscription(std::function<void(Transaction&, const LoggedEvent&)> take = take_note) {
        return {"taker", "note.written", 10,
                [take = std::move(take)](Transaction& tx, std::span<const LoggedEvent> batch) {
                    for (const auto& logged : batch)
                        take(tx, logged);
                }};
    }

    // As a superuser: of all administrations.
    static std::string ask(test::ContextDatabase& database, const std::string& sql) {
        pqxx::connection session(database.admin_connection());
        return pqxx::nontransaction(session).exec(sql)[0][0].as<std::string>({});
    }
    static int count(test::ContextDatabase& database, const std::string& sql) { return std::stoi(ask(database, sql)); }
    static bool becomes(const std::function<bool()>& is_so) {
        for (int i = 0; i < 1200 && !is_so(); ++i)
            std::this_thread::sleep_for(50ms);
        return is_so();
    }
    static bool becomes(test::ContextDatabase& database, const std::string& sql, int wanted) {
        return becomes([&] { return ask(database, sql) == std::to_string(wanted); });
    }
    void as_owner(const std::string& sql) {
        pqxx::connection connection(taker.owner_connection());
        pqxx::nontransaction work(connection);
        work.exec(sql);
    }
};

}  // namespace aquacis::platform
