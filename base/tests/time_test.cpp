#include "base/time.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

TEST(Time, ReadsAndWritesInstants) {
    const Instant at = *parse_iso("2026-11-23T04:36:00.5Z");
    EXPECT_EQ(to_iso(at), "2026-11-23T04:36:00.500000Z");
    EXPECT_EQ(to_local_iso(at), "2026-11-22T22:36:00");
    EXPECT_EQ(*parse_iso("2026-11-22T22:36:00-06:00"), *parse_iso("2026-11-23T04:36:00Z"));
    for (const char* text : {"", "2026-11-23", "2026-11-23T24:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T04:36:00"})
        EXPECT_FALSE(parse_iso(text)) << text;
}

TEST(Time, KnowsTheLocalDay) {
    EXPECT_EQ(to_iso(local_date(*parse_iso("2026-11-23T05:59:59Z"))), "2026-11-22");
    EXPECT_EQ(to_iso(local_date(*parse_iso("2026-11-23T06:00:00Z"))), "2026-11-23");
    EXPECT_EQ(to_iso(local_midnight(*parse_date("2026-11-23"))), "2026-11-23T06:00:00.000000Z");
    EXPECT_EQ(display_es(*parse_date("2026-11-30")), "30 nov 2026");
}

TEST(Period, WalksOverTheYear) {
    const Period december(2026, 12);
    EXPECT_EQ(december.next().to_string(), "2027-01");
    EXPECT_EQ(december.next().previous(), december);
    EXPECT_EQ(to_iso(Period(2028, 2).last_day()), "2028-02-29");
    EXPECT_EQ(Period::parse("2026-10")->display_es(), "Oct 2026");
    EXPECT_FALSE(Period::parse("2026-13"));
}

}  // namespace
}  // namespace aquacis
