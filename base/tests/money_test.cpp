#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace aquacis {
namespace {

TEST(Money, ReadsWhatACashierTypes) {
    EXPECT_EQ(Money::parse("1,284.60")->centavos(), 128460);
    EXPECT_EQ(Money::parse("$1500")->centavos(), 150000);
    EXPECT_EQ(Money::parse("0.5")->centavos(), 50);
    EXPECT_FALSE(Money::parse("12.345"));
    EXPECT_FALSE(Money::parse("doce"));
    EXPECT_FALSE(Money::parse(""));
}

TEST(Money, ShowsPesosWithThousands) {
    EXPECT_EQ(Money::centavos(128460).display(), "$1,284.60");
    EXPECT_EQ(Money::centavos(-500).display(), "-$5.00");
    EXPECT_EQ(Money::centavos(100000000).display(), "$1,000,000.00");
    EXPECT_EQ(Money::centavos(7).plain(), "0.07");
}

TEST(Money, NeverWrapsAround) {
    const Money most = Money::centavos(std::numeric_limits<std::int64_t>::max());
    EXPECT_THROW(most + Money::centavos(1), std::overflow_error);
    EXPECT_THROW(-most - Money::centavos(2), std::overflow_error);
}

}  // namespace
}  // namespace aquacis
