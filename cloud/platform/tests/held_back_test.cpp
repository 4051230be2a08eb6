// Two processes of one group, of which one holds an administration back: the other one sees it in the table, and takes
// of what waits neither too little nor too early.

#include <algorithm>
#include <atomic>

#include "cloud/platform/events/log_repair.hpp"
#include "cloud/platform/tests/notes.hpp"
#include "tests/support/log_decorator.hpp"

namespace aquacis::platform {
namespace {

constexpr const char* order = "SELECT string_agg(payload, ' ' ORDER BY place) FROM effect";
constexpr const char* held = "SELECT count(*) FROM held_back";

class HeldBackTest : public NotesTest {
protected:
    test::EventLogDatabase one_partition{1};

    // As another process does that passed over amealco's events.
    struct Hold {
        std::int64_t after = 0, passed_to = 0;
        std::int64_t offset = 0;  // the group's
    };
    void hold_as_another_process(const Hold& hold) {
        taker.pool().run(amealco, [&](Transaction& tx) {
            tx.pq().exec(
                "INSERT INTO consumer_offset (consumer, topic, partition, last_offset) "
                "VALUES ('taker', 'note.written', 0, 0) ON CONFLICT DO NOTHING");
            tx.pq().exec_params("UPDATE consumer_offset SET last_offset = $1, event_id = NULL", hold.offset);
            tx.pq().exec_params("INSERT INTO held_back VALUES (1, 'taker', 'note.written', 0, $1, now(), $2)",
                                hold.after, hold.passed_to);
        });
    }
    void append_of(AdministrationId administration, const std::vector<std::string>& payloads) {
        std::vector<Event> notes;
        notes.reserve(payloads.size());
        for (const std::string& payload : payloads)
            notes.push_back(note(payload, administration));
        one_partition.log().append(notes);
    }
};

TEST_F(HeldBackTest, AHoldThatAnotherProcessMadeIsNotOvertaken) {
    append_of(queretaro, {"first"});
    const Consumer consumer(subscription(), one_partition.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 1));
    hold_as_another_process({.after = 1, .passed_to = 2, .offset = 2});
    append_of(amealco, {"passed"});
    ASSERT_TRUE(becomes([&] { return consumer.behind() == 0; })) << "its offset was passed by the other one";
    append_of(amealco, {"later"});
    append_of(queretaro, {"free"});
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 4));
    const std::string all = ask(taker, order);
    EXPECT_LT(all.find("passed"), all.find("later")) << all;
    EXPECT_TRUE(becomes(taker, held, 0));
    EXPECT_TRUE(becomes([&] { return consumer.held_back() == 0; }));
}

// Its log shows as much as it is told.
class LaggingLog final : public test::LogDecorator {
public:
    using LogDecorator::LogDecorator;
    std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) override {
        auto page = LogDecorator::read(topic, partition, after, limit);
        page.erase(std::remove_if(page.begin(), page.end(),
                                  [this](const LoggedEvent& logged) { return logged.offset > visible; }),
                   page.end());
        return page;
    }
    std::atomic<std::int64_t> visible{1};
};

TEST_F(HeldBackTest, WhatWaitsEndsAtTheGroupsOffsetAndNotWhereThisProcessHasRead) {
    append_of(queretaro, {"first"});
    LaggingLog lagging(one_partition.log());
    const Consumer consumer(subscription(), lagging, taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 1));
    hold_as_another_process({.after = 1, .passed_to = 6, .offset = 6});
    append_of(amealco, {"a", "b", "c", "d", "e"});
    lagging.visible = 3;
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 3));
    lagging.visible = 100;
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 6));
    EXPECT_EQ(ask(taker, order), "first a b c d e");
    EXPECT_TRUE(becomes(taker, held, 0));
}

TEST_F(HeldBackTest, AHoldStaysWhileAnotherProcessIsPassingOverItsEvents) {
    append_of(queretaro, {"first", "poison"});
    hold_as_another_process({.after = 2, .passed_to = 4, .offset = 0});
    const Consumer consumer(subscription(), one_partition.log(), taker.pool(), short_pauses);
    ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM dead_letter", 1)) << "it has looked at what waits several times";
    EXPECT_EQ(count(taker, held), 1);
    append_of(amealco, {"passed", "passed too"});
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 3));
    EXPECT_EQ(ask(taker, order), "first passed passed too");
    EXPECT_TRUE(becomes(taker, held, 0));
}

// As a log keeps them whose transactions leave marks between the events.
class SparseLog final : public test::LogDecorator {
public:
    using LogDecorator::LogDecorator;
    std::vector<LoggedEvent> read(const std::string& topic, int partition, std::int64_t after, int limit) override {
        auto page = LogDecorator::read(topic, partition, inner(after), limit);
        for (LoggedEvent& logged : page)
            logged.offset *= step;
        return page;
    }
    std::int64_t end(const std::string& topic, int partition) override {
        return outer(LogDecorator::end(topic, partition));
    }
    std::int64_t dropped_to(const std::string& topic, int partition) override {
        return outer(LogDecorator::dropped_to(topic, partition));
    }
    std::int64_t behind(const std::string& topic, int partition, std::int64_t offset) override {
        return LogDecorator::behind(topic, partition, inner(offset));
    }

private:
    static constexpr std::int64_t step = 10;
    static std::int64_t inner(std::int64_t offset) { return offset < 0 ? before_all : offset / step; }
    static std::int64_t outer(std::int64_t offset) { return offset < 0 ? before_all : offset * step; }
};

TEST_F(HeldBackTest, AConsumerNeedsOfOffsetsOnlyThatTheyRise) {
    SparseLog sparse(one_partition.log());
    append_of(queretaro, {"a", "b"});
    {
        const Consumer consumer(subscription(), sparse, taker.pool(), short_pauses);
        ASSERT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 2)) << "its first offset is 10, and nothing is gone";
    }
    append_of(queretaro, {"c"});
    const Consumer consumer(subscription(), sparse, taker.pool(), short_pauses);
    EXPECT_TRUE(becomes(taker, "SELECT count(*) FROM effect", 3));
    EXPECT_EQ(ask(taker, order), "a b c");
    EXPECT_FALSE(consumer.is_stopped());
    for (const ReaderStanding& reader : reader_standings(taker.pool(), sparse))
        EXPECT_FALSE(reader.is_trimmed || reader.is_set_back);
}

}  // namespace
}  // namespace aquacis::platform
