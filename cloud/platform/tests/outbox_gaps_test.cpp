#include "cloud/platform/events/outbox_gaps.hpp"

#include <gtest/gtest.h>

namespace aquacis::platform {
namespace {

TEST(OutboxGaps, SettlesWhatCameInOrder) {
    OutboxGaps gaps(10);
    EXPECT_EQ(gaps.settled(), 10);
    gaps.saw(11);
    gaps.saw(12);
    gaps.end_reading();
    EXPECT_EQ(gaps.highest(), 12);
    EXPECT_EQ(gaps.settled(), 12);
}

TEST(OutboxGaps, WatchesAnIdUntilItsTransactionIsOver) {
    OutboxGaps gaps(0);
    gaps.saw(3);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 0) << "1 and 2 may still come";
    gaps.observe(90, 100);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 0) << "transactions up to 99 had begun, and 90 runs";
    gaps.observe(99, 120);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 0);
    gaps.observe(100, 130);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 3) << "none that had begun is left, so they never come";
}

TEST(OutboxGaps, ALateOneSplitsItsGap) {
    OutboxGaps gaps(0);
    gaps.saw(10);
    gaps.end_reading();
    gaps.observe(1, 50);
    gaps.saw(1);
    gaps.saw(5);
    gaps.end_reading();
    ASSERT_EQ(gaps.gaps().size(), 2U);
    EXPECT_EQ(gaps.gaps().begin()->first, 2);
    EXPECT_EQ(gaps.gaps().begin()->second.to, 4);
    EXPECT_EQ(gaps.gaps().rbegin()->first, 6);
    EXPECT_EQ(gaps.gaps().rbegin()->second.to, 9);
    EXPECT_EQ(gaps.settled(), 1);
    for (const int id : {2, 3, 4, 6, 7, 8, 9})
        gaps.saw(id);
    EXPECT_EQ(gaps.settled(), 10);
}

TEST(OutboxGaps, ANewerGapIsJudgedByItsOwnTransactions) {
    OutboxGaps gaps(0);
    gaps.saw(2);
    gaps.end_reading();
    gaps.observe(10, 20);
    gaps.saw(4);
    gaps.end_reading();
    gaps.observe(20, 40);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 2) << "1 never comes; 3 may, from a transaction below 40";
    gaps.observe(40, 41);
    gaps.end_reading();
    EXPECT_EQ(gaps.settled(), 4);
}

}  // namespace
}  // namespace aquacis::platform
