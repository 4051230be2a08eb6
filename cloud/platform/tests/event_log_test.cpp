// What every adapter of the event log must hold; today's is PostgreSQL's.

#include "cloud/platform/event_log.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "tests/support/event_log_database.hpp"

namespace aquacis::platform {
namespace {

constexpr AdministrationId queretaro{11};

Event note(const std::string& key, int number, const RandomBits& random) {
    Event event;
    event.event_id = make_uuid_v7(from_microseconds(1'700'000'000'000'000 + number), random);
    event.topic = "note.written";
    event.key = key;
    event.event_type = "note";
    event.aggregate_id = key;
    event.timestamp = from_microseconds(1'700'000'000'000'000);
    event.administration = queretaro;
    event.payload = std::to_string(number);
    event.caused_by = OperationRef{event.event_id.is_nil() ? Uuid{} : event.event_id, 3, 77};
    return event;
}

std::vector<LoggedEvent> everything(EventLog& log) {
    std::vector<LoggedEvent> all;
    for (int partition = 0; partition < log.partitions("note.written"); ++partition)
        for (auto& event : log.read("note.written", partition, 0, 100'000)) all.push_back(std::move(event));
    return all;
}

TEST(EventLog, GivesBackWhatWasAppended) {
    test::EventLogDatabase database;
    const Event sent = note("contrato \"7\"\\", 1, seeded_random(1));
    database.log().append({&sent, 1});
    const auto all = everything(database.log());
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].event.event_id, sent.event_id);
    EXPECT_EQ(all[0].event.key, sent.key);
    EXPECT_EQ(all[0].event.payload, sent.payload);
    EXPECT_EQ(all[0].event.administration, queretaro);
    EXPECT_EQ(all[0].event.caused_by->seq, 77U);
    EXPECT_EQ(all[0].offset, 1);
    EXPECT_EQ(database.log().end("note.written", all[0].partition), 1);
}

TEST(EventLog, KeepsTheOrderOfAKeyAndLeavesNoGapUnderConcurrentWriters) {
    test::EventLogDatabase database;
    constexpr int writers = 4, batches = 20, size = 25;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                const RandomBits random = seeded_random(static_cast<std::uint64_t>(writer) + 1);
                for (int batch = 0; batch < batches; ++batch) {
                    std::vector<Event> events;
                    for (int i = 0; i < size; ++i) events.push_back(note("key " + std::to_string(writer) + std::to_string(i % 3), batch * size + i, random));
                    database.log().append(events);
                }
            });
    }
    std::map<int, std::int64_t> next;
    std::map<std::string, int> last_of_key;
    std::set<Uuid> ids;
    for (const auto& logged : everything(database.log())) {
        EXPECT_EQ(logged.offset, ++next[logged.partition]);
        const int number = std::stoi(logged.event.payload);
        const auto before = last_of_key.find(logged.event.key);
        if (before != last_of_key.end()) {
            EXPECT_GT(number, before->second);
        }
        last_of_key[logged.event.key] = number;
        ids.insert(logged.event.event_id);
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(writers * batches * size));
}

TEST(EventLog, AReaderNeverMissesAnEventThatCommitsLate) {
    test::EventLogDatabase database(1);
    const auto other = database.another();
    std::vector<std::string> seen;
    std::jthread reader([&] {
        for (std::int64_t after = 0; seen.size() < 400;) {
            for (const auto& logged : other->read("note.written", 0, after, 50)) {
                after = logged.offset;
                seen.push_back(logged.event.payload);
            }
        }
    });
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < 4; ++writer)
            threads.emplace_back([&, writer] {
                for (int i = 0; i < 100; ++i) {
                    const Event event = note("k", writer * 100 + i, seeded_random(static_cast<std::uint64_t>(writer * 100 + i + 1)));
                    database.log().append({&event, 1});
                }
            });
    }
    reader.join();
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 400U);
}

TEST(EventLog, WakesAWaiterOfAnotherProcess) {
    test::EventLogDatabase database;
    const auto other = database.another();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // its listener connects
    const auto pulse = other->pulse("note.written");
    const Event event = note("k", 1, seeded_random(1));
    database.log().append({&event, 1});
    other->wait("note.written", pulse, std::chrono::seconds(5));
    EXPECT_NE(other->pulse("note.written"), pulse);
}

}  // namespace
}  // namespace aquacis::platform
