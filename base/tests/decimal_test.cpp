#include "base/decimal.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace aquacis {
namespace {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

TEST(Decimal, ReadsAndWritesTheSameValue) {
    EXPECT_EQ(d("12.50").to_string(), "12.5");
    EXPECT_EQ(d("-0.001").to_string(), "-0.001");
    EXPECT_EQ(d("0").to_string(), "0");
    EXPECT_EQ(d("1.005").to_fixed(2, Rounding::half_up), "1.01");
    EXPECT_EQ(d("-1.005").to_fixed(2, Rounding::half_up), "-1.01");
    EXPECT_EQ(d("1.005").to_fixed(2, Rounding::half_even), "1.00");
    EXPECT_EQ(d("1.001").to_fixed(2, Rounding::up), "1.01");
}

TEST(Decimal, RefusesTextThatIsNoNumber) {
    for (const char* text : {"", "-", ".", "1.", ".5", "1e3", "1,5", " 1", "1.2.3", "0.1234567890123456789"})
        EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, ComputesExactly) {
    // Cuautitlán Izcalli 2023, 12 m³: (0.7364 + 4.5 × 0.1379) UMA at 103.74 pesos
    const Decimal uma = d("0.7364") + d("4.5") * d("0.1379");
    EXPECT_EQ((uma * d("103.74")).to_fixed(2, Rounding::half_up), "140.77");
    EXPECT_EQ(d("115.493").divided_by(d("110.872"), 4, Rounding::down).to_string(), "1.0416");
    EXPECT_LT(d("7.5"), d("7.51"));
    EXPECT_EQ(d("7.50"), d("7.5"));
}

TEST(Decimal, SaysWhenAValueDoesNotFit) {
    EXPECT_THROW(d("99999999999999999999").scaled_integer(0, Rounding::down), std::overflow_error);
    EXPECT_THROW(d("1").divided_by(d("0"), 2, Rounding::down), std::domain_error);
}

}  // namespace
}  // namespace aquacis
