#include "base/code128.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/luhn.hpp"

namespace aquacis {
namespace {

TEST(Code128, IsWholeSymbolsOfElevenModulesAndAStop) {
    const auto widths = code128("C00412-7");
    ASSERT_EQ(widths.size(), 6U * (1 + 8 + 1) + 7);
    for (std::size_t symbol = 0; symbol + 7 < widths.size(); symbol += 6)
        EXPECT_EQ(std::accumulate(widths.begin() + static_cast<std::ptrdiff_t>(symbol),
                                  widths.begin() + static_cast<std::ptrdiff_t>(symbol) + 6, 0),
                  11);
    EXPECT_EQ(code128_modules("C00412-7"), 11 * 10 + 13);
    // The checksum is (104 + Σ value × place) mod 103: of "A" it is 104 + 33 = 34, the symbol of "B".
    const auto one = code128("A");
    const auto two = code128("B");
    EXPECT_TRUE(std::equal(one.begin() + 12, one.begin() + 18, two.begin() + 6));
}

TEST(Luhn, KnowsItsPublishedVector) {
    EXPECT_EQ(luhn_check_digit("7992739871"), '3');
    EXPECT_EQ(luhn_check_digit("00412"), '7');
    EXPECT_EQ(luhn_check_digit("412"), '7') << "leading zeros do not change it";
    EXPECT_NE(luhn_check_digit("00421"), '7') << "two neighbours exchanged";
}

}  // namespace
}  // namespace aquacis
