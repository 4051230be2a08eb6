#include "base/backoff.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

using namespace std::chrono_literals;

TEST(BackoffTest, DoublesWithJitterUpToTheMostAndBeginsAnew) {
    Backoff backoff({100ms, 1s}, seeded_random(3));
    auto ceiling = 100ms;
    for (int i = 0; i < 20; ++i) {
        const auto pause = backoff.next();
        EXPECT_GE(pause, ceiling / 2);
        EXPECT_LE(pause, ceiling);
        ceiling = std::min(ceiling * 2, std::chrono::milliseconds(1s));
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), 100ms);
}

TEST(BackoffTest, TheMostIsNeverPassedAlsoWhenItIsTheSmaller) {
    for (const auto most : {0ms, 1ms, 300ms, 999ms}) {
        Backoff backoff({1s, most}, seeded_random(4));
        for (int i = 0; i < 10; ++i) {
            const auto pause = backoff.next();
            EXPECT_GE(pause, 0ms);
            EXPECT_LE(pause, most);
        }
    }
}

TEST(BackoffTest, TwoNodesDoNotComeBackTogether) {
    Backoff one({1s, 60s}, seeded_random(5)), other({1s, 60s}, seeded_random(6));
    int apart = 0;
    for (int i = 0; i < 10; ++i)
        apart += one.next() == other.next() ? 0 : 1;
    EXPECT_GE(apart, 8);
}

}  // namespace
}  // namespace aquacis
