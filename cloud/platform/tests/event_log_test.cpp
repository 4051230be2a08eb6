// What every adapter of the event log must hold. An adapter joins with one line at the end of this file.

#include "cloud/platform/events/event_log.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <thread>

#include "tests/support/event_log_database.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;

constexpr AdministrationId queretaro{11};

// A log of its own for one test.
class Adapter {
public:
    virtual ~Adapter() = default;
    virtual EventLog& log() = 0;
    virtual std::unique_ptr<EventLog> another() const = 0;  // the same log, as a second process has it
};

struct AdapterKind {
    const char* name;
    std::function<std::unique_ptr<Adapter>(int partitions)> make;
};

class EventLogConformance : public testing::TestWithParam<AdapterKind> {
protected:
    std::unique_ptr<Adapter> adapter = GetParam().make(4);
};

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
        for (auto& event : log.read("note.written", partition, 0, 100'000))
            all.push_back(std::move(event));
    return all;
}

TEST_P(EventLogConformance, GivesBackWhatWasAppended) {
    const Event sent = note("contrato \"7\"\\", 1, seeded_random(1));
    adapter->log().append({&sent, 1});
    const auto all = everything(adapter->log());
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].event.event_id, sent.event_id);
    EXPECT_EQ(all[0].event.key, sent.key);
    EXPECT_EQ(all[0].event.payload, sent.payload);
    EXPECT_EQ(all[0].event.administration, queretaro);
    EXPECT_EQ(all[0].event.caused_by->seq, 77U);
    EXPECT_EQ(all[0].offset, 1);
    EXPECT_EQ(adapter->log().end("note.written", all[0].partition), 1);
}

TEST_P(EventLogConformance, KeepsTheOrderOfAKeyAndLeavesNoGapUnderConcurrentWriters) {
    constexpr int writers = 4, batches = 20, size = 25;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer)
            threads.emplace_back([&, writer] {
                const RandomBits random = seeded_random(static_cast<std::uint64_t>(writer) + 1);
                for (int batch = 0; batch < batches; ++batch) {
                    std::vector<Event> events;
                    for (int i = 0; i < size; ++i)
                        events.push_back(
                            note("key " + std::to_string(writer) + std::to_string(i % 3), batch * size + i, random));
                    adapter->log().append(events);
                }
            });
    }
    std::map<int, std::int64_t> next;
    std::map<std::string, int> last_of_key;
    std::set<Uuid> ids;
    for (const auto& logged : everything(adapter->log())) {
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

TEST_P(EventLogConformance, AReaderNeverMissesAnEventThatCommitsLate) {
    adapter = GetParam().make(1);
    const auto other = adapter->another();
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
                    const Event event = note(
                        "k", writer * 100 + i,
                        seeded_random(static_cast<std::uint64_t>(writer) * 100 + static_cast<std::uint64_t>(i) + 1));
                    adapter->log().append({&event, 1});
                }
            });
    }
    reader.join();
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 400U);
}

TEST_P(EventLogConformance, WakesAWaiterOfAnotherProcess) {
    const auto other = adapter->another();
    std::this_thread::sleep_for(300ms);  // its listener connects
    const auto pulse = other->pulse("note.written");
    const Event event = note("k", 1, seeded_random(1));
    adapter->log().append({&event, 1});
    other->wait("note.written", pulse, 5s);
    EXPECT_NE(other->pulse("note.written"), pulse);
}

TEST_P(EventLogConformance, ReadsOnFromAnOffsetNoMoreThanItIsAskedFor) {
    adapter = GetParam().make(1);
    std::vector<Event> events;
    for (int i = 1; i <= 25; ++i)
        events.push_back(note("k", i, seeded_random(static_cast<std::uint64_t>(i))));
    adapter->log().append(events);
    const auto page = adapter->log().read("note.written", 0, 10, 5);
    ASSERT_EQ(page.size(), 5U);
    EXPECT_EQ(page.front().offset, 11);
    EXPECT_EQ(page.front().event.payload, "11");
    EXPECT_EQ(page.back().offset, 15);
    EXPECT_EQ(adapter->log().read("note.written", 0, 20, 100).size(), 5U);
    EXPECT_TRUE(adapter->log().read("note.written", 0, 25, 100).empty());
    EXPECT_EQ(adapter->log().end("note.written", 0), 25);
    EXPECT_EQ(adapter->log().end("never.written", 0), 0);
    EXPECT_TRUE(adapter->log().read("never.written", 0, 0, 100).empty());
    adapter->log().append({});
}

TEST_P(EventLogConformance, KeepsTopicsApartAndAKeyInItsPartitionAcrossProcesses) {
    const auto other = adapter->another();
    std::map<std::string, std::set<int>> partitions_of_key;
    for (int round = 0; round < 4; ++round) {
        std::vector<Event> events;
        for (int i = 0; i < 12; ++i) {
            events.push_back(
                note("key " + std::to_string(i), round,
                     seeded_random(static_cast<std::uint64_t>(round) * 100 + static_cast<std::uint64_t>(i) + 1)));
            if (i % 2 == 0) events.back().topic = "memo.written";
        }
        (round % 2 == 0 ? adapter->log() : *other).append(events);
    }
    for (const char* topic : {"note.written", "memo.written"}) {
        std::size_t count = 0;
        for (int partition = 0; partition < adapter->log().partitions(topic); ++partition)
            for (const auto& logged : adapter->log().read(topic, partition, 0, 1000)) {
                EXPECT_EQ(logged.event.topic, topic);
                EXPECT_EQ(logged.partition, partition);
                partitions_of_key[logged.event.key].insert(partition);
                ++count;
            }
        EXPECT_EQ(count, 24U) << topic;
    }
    for (const auto& [key, partitions] : partitions_of_key)
        EXPECT_EQ(partitions.size(), 1U) << key;
}

TEST_P(EventLogConformance, WaitsNoLongerThanItIsToldAndNotAtAllWhenSomethingCameBefore) {
    std::this_thread::sleep_for(300ms);  // its listener connects, which counts as something
    const auto pulse = adapter->log().pulse("note.written");
    const auto begun = std::chrono::steady_clock::now();
    adapter->log().wait("note.written", pulse, 150ms);
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_GE(took, 140ms);
    EXPECT_LT(took, 3s);
    const Event event = note("k", 1, seeded_random(1));
    adapter->log().append({&event, 1});
    for (int i = 0; i < 100 && adapter->log().pulse("note.written") == pulse; ++i)
        std::this_thread::sleep_for(20ms);
    const auto again = std::chrono::steady_clock::now();
    adapter->log().wait("note.written", pulse, 10s);
    EXPECT_LT(std::chrono::steady_clock::now() - again, 3s);
}

class PostgresAdapter final : public Adapter {
public:
    explicit PostgresAdapter(int partitions) : database_(partitions) {}
    EventLog& log() override { return database_.log(); }
    std::unique_ptr<EventLog> another() const override { return database_.another(); }

private:
    test::EventLogDatabase database_;
};

std::string name_of(const testing::TestParamInfo<AdapterKind>& kind) { return kind.param.name; }

INSTANTIATE_TEST_SUITE_P(EventLog, EventLogConformance,
                         testing::Values(AdapterKind{
                             "postgres", [](int partitions) { return std::make_unique<PostgresAdapter>(partitions); }}),
                         name_of);

}  // namespace
}  // namespace aquacis::platform
