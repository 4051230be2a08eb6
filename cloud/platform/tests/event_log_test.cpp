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
        for (auto& event : log.read("note.written", partition, before_all, 100'000))
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
    EXPECT_GT(all[0].offset, before_all);
    EXPECT_EQ(adapter->log().end("note.written", all[0].partition), all[0].offset);
}

TEST_P(EventLogConformance, KeepsTheOrderOfAKeyAndRisesUnderConcurrentWriters) {
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
    std::map<int, std::int64_t> last_offset;
    std::map<std::string, int> last_of_key;
    std::set<Uuid> ids;
    for (const auto& logged : everything(adapter->log())) {
        const auto [last, is_first] = last_offset.try_emplace(logged.partition, before_all);
        EXPECT_GT(logged.offset, last->second);
        last->second = logged.offset;
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
        for (std::int64_t after = before_all; seen.size() < 400;) {
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
    EventLog& log = adapter->log();
    const LogPosition last = log.append(events);
    const auto all = log.read("note.written", 0, before_all, 100);
    ASSERT_EQ(all.size(), 25U);
    EXPECT_EQ(last.offset, all.back().offset);
    const auto page = log.read("note.written", 0, all[9].offset, 5);
    ASSERT_EQ(page.size(), 5U);
    EXPECT_EQ(page.front().event.payload, "11");
    EXPECT_EQ(page.back().event.payload, "15");
    EXPECT_EQ(log.read("note.written", 0, all[9].offset - 1, 1).front().event.payload, "10");
    EXPECT_TRUE(log.read("note.written", 0, last.offset, 100).empty());
    EXPECT_EQ(log.end("note.written", 0), last.offset);
    EXPECT_EQ(log.behind("note.written", 0, last.offset), 0);
    EXPECT_EQ(log.behind("note.written", 0, all[9].offset), 15);
    EXPECT_EQ(log.behind("note.written", 0, before_all), 25);
    EXPECT_EQ(log.end("never.written", 0), before_all);
    EXPECT_TRUE(log.read("never.written", 0, before_all, 100).empty());
    log.append({});
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
            for (const auto& logged : adapter->log().read(topic, partition, before_all, 1000)) {
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

TEST_P(EventLogConformance, ProvesThatAnEventIsStillWhereItWas) {
    adapter = GetParam().make(1);
    EventLog& log = adapter->log();
    const Event first = note("k", 1, seeded_random(1)), second = note("k", 2, seeded_random(2));
    const LogPosition at = log.append({&first, 1});
    log.append({&second, 1});
    EXPECT_EQ(prove(log, at, first.event_id), Proof::held);
    EXPECT_EQ(prove(log, at, second.event_id), Proof::set_back);
    EXPECT_EQ(prove(log, {at.topic, 0, log.end(at.topic, 0) + 1}, first.event_id), Proof::set_back);
    EXPECT_EQ(log.identity(), adapter->another()->identity());
}

// Of offsets it is promised that they rise: neither where they begin nor that none is left out.
TEST_P(EventLogConformance, SaysItselfWhatItDroppedSinceItsFirstOffsetTellsNobody) {
    adapter = GetParam().make(1);
    EventLog& log = adapter->log();
    EXPECT_EQ(log.dropped_to("never.written", 0), before_all);
    const Event first = note("k", 1, seeded_random(1)), second = note("k", 2, seeded_random(2));
    const LogPosition at = log.append({&first, 1});
    EXPECT_EQ(log.dropped_to(at.topic, 0), before_all);
    EXPECT_GT(log.append({&second, 1}).offset, at.offset);
    EXPECT_EQ(log.dropped_to(at.topic, 0), before_all);
    EXPECT_EQ(adapter->another()->dropped_to(at.topic, 0), before_all);
}

TEST_P(EventLogConformance, FindsWhatWasAppendedBeforeATime) {
    adapter = GetParam().make(1);
    EventLog& log = adapter->log();
    const Event event = note("k", 1, seeded_random(1));
    const LogPosition at = log.append({&event, 1});
    const Instant now = std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
    EXPECT_EQ(log.last_before(at.topic, 0, now - std::chrono::hours(1)), before_all);
    EXPECT_EQ(log.last_before(at.topic, 0, now + std::chrono::hours(1)), at.offset);
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
