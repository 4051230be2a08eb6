#include "edge-node/update/health.hpp"

#include <gtest/gtest.h>

namespace aquacis::edge::update {
namespace {

using namespace std::chrono_literals;

HealthAnswer good_answer() {
    return {.answered = true,
            .well = true,
            .release = "2.0",
            .receivers_open = 2,
            .cloud = true,
            .acknowledged = 3,
            .waiting = 7,
            .started_us = 10};
}
constexpr Before both{true, true, 2};

TEST(Health, is_read_from_the_nodes_answer) {
    const HealthAnswer answer =
        read_health(200, R"({"well":true,"disk":true,"release":"2.0","receivers_open":2,"cloud":true,)"
                         R"("acknowledged":3,"waiting":7,"started_us":10})");
    EXPECT_EQ(why_not_good(answer, "2.0", both), "");
    EXPECT_FALSE(read_health(200, "{}").answered);
    EXPECT_FALSE(read_health(404, "{}").answered);
    EXPECT_FALSE(read_health(200, R"({"well":"yes"})").answered);
    EXPECT_FALSE(read_health(200, "<html>").answered);
}

TEST(Health, must_be_no_worse_than_before) {
    const auto why = [](auto change, const Before& before = both) {
        HealthAnswer answer = good_answer();
        change(answer);
        return why_not_good(answer, "2.0", before);
    };
    EXPECT_EQ(why([](HealthAnswer&) {}), "");
    EXPECT_NE(why([](HealthAnswer& a) { a.answered = false; }), "");
    EXPECT_NE(why([](HealthAnswer& a) { a.well = false; }), "");
    EXPECT_NE(why([](HealthAnswer& a) { a.release = "1.0"; }), "");
    EXPECT_NE(why([](HealthAnswer& a) { a.receivers_open = 1; }), "");
    EXPECT_EQ(why([](HealthAnswer& a) { a.receivers_open = 1; }, {true, true, 1}), "");
}

TEST(Health, needs_the_cloud_unless_it_was_away_before) {
    const auto why = [](bool cloud, int acknowledged, int waiting, const Before& before) {
        HealthAnswer answer = good_answer();
        answer.cloud = cloud, answer.acknowledged = acknowledged, answer.waiting = waiting;
        return why_not_good(answer, "2.0", before);
    };
    EXPECT_EQ(why(true, 0, 0, both), "");   // nothing to send
    EXPECT_NE(why(true, 0, 5, both), "");   // the broker is there, what takes the readings is not
    EXPECT_EQ(why(false, 1, 5, both), "");  // away just now, but it was there since the start
    EXPECT_NE(why(false, 0, 0, both), "");
    EXPECT_EQ(why(false, 0, 5, {true, false, 2}), "");
    EXPECT_NE(why(false, 0, 5, {}), "");  // not known how it was: it must be reached
}

// A node whose answers are told beforehand, one a second; the last goes on.
std::string watch_these(const std::vector<HealthAnswer>& answers, int in_a_row = 3) {
    std::chrono::steady_clock::time_point time{};
    std::size_t next = 0;
    const GateWays ways{[&] { return answers[std::min(next++, answers.size() - 1)]; }, [&] { return time; },
                        [&](auto pause) { time += pause; }};
    return watch(ways, {in_a_row, 1s, 10s}, "2.0", both);
}

TEST(Gate, wants_good_answers_in_a_row_in_time) {
    HealthAnswer ill = good_answer();
    ill.well = false;
    EXPECT_EQ(watch_these({good_answer()}), "");
    EXPECT_EQ(watch_these({{}, {}, ill, ill, good_answer()}), "");
    EXPECT_NE(watch_these({ill}).find("not well"), std::string::npos);
    EXPECT_EQ(watch_these({{}}), "the node does not answer");
    EXPECT_NE(watch_these({good_answer(), good_answer(), ill, good_answer(), good_answer(), ill, good_answer(),
                           good_answer(), ill}),
              "");
    EXPECT_NE(watch_these({{}, {}, {}, {}, {}, {}, {}, {}, {}, good_answer()}), "");  // too late
}

TEST(Gate, sees_that_a_node_dies_and_comes_again) {
    std::vector<HealthAnswer> answers;
    for (int i = 0; i < 20; ++i) {
        answers.push_back(good_answer());
        answers.back().started_us = 1'000 * (1 + i / 2);
    }
    EXPECT_EQ(watch_these(answers), "the node does not stay up");
}

}  // namespace
}  // namespace aquacis::edge::update
