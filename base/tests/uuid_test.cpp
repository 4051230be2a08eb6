#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

TEST(Uuid, ReadsAndWritesTheSameValue) {
    const char* text = "01890a5d-ac96-774b-bcce-b302099a8057";
    EXPECT_EQ(Uuid::parse(text)->to_string(), text);
    EXPECT_FALSE(Uuid::parse("01890a5d-ac96-774b-bcce-b302099a805"));
    EXPECT_FALSE(Uuid::parse("01890a5d_ac96-774b-bcce-b302099a8057"));
}

TEST(Uuid, Version7SortsByTime) {
    const RandomBits random = seeded_random(1);
    const Uuid early = make_uuid_v7(*parse_iso("2026-11-23T04:36:00Z"), random);
    const Uuid late = make_uuid_v7(*parse_iso("2026-11-23T04:36:01Z"), random);
    EXPECT_LT(early, late);
    EXPECT_EQ(early.to_string()[14], '7');
}

TEST(Uuid, TheSameNameIsTheSameId) {
    const Uuid space = *Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    EXPECT_EQ(make_named_uuid(space, "invoice"), make_named_uuid(space, "invoice"));
    EXPECT_NE(make_named_uuid(space, "invoice"), make_named_uuid(space, "payment"));
}

}  // namespace
}  // namespace aquacis
