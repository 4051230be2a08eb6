#include <gtest/gtest.h>

#include "cloud/customers/domain/curp.hpp"
#include "cloud/customers/domain/rfc.hpp"

namespace aquacis::customers {
namespace {

class PublishedRfc : public testing::TestWithParam<const char*> {};

TEST_P(PublishedRfc, HasItsCheckDigit) {
    const auto rfc = Rfc::parse(GetParam());
    ASSERT_TRUE(rfc) << GetParam();
    EXPECT_TRUE(rfc->check_digit_matches());
    EXPECT_EQ(rfc->text(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Vectors, PublishedRfc,
                         testing::Values("CAMA911215CJ0", "COSC8001137NA", "DIM8701081LA", "A&A050908GT0",
                                         "SAT970701NN3", "AÑÑ801231JK0", "EKU9003173C9"));

TEST(Rfc, OneInForceFailsItsCheckDigitAndIsTaken) {
    const auto rfc = Rfc::parse("SIN9311169P8");
    ASSERT_TRUE(rfc);
    EXPECT_FALSE(rfc->check_digit_matches());
    EXPECT_TRUE(rfc->is_company());
}

TEST(Rfc, GenericOnesPassWithoutADigit) {
    EXPECT_TRUE(Rfc::parse("XAXX010101000")->is_generic());
    EXPECT_TRUE(Rfc::parse("XEXX010101000")->is_generic());
    EXPECT_TRUE(Rfc::generic_national().check_digit_matches());
    EXPECT_FALSE(Rfc::parse("CAMA911215CJ0")->is_generic());
}

TEST(Rfc, IsWrittenInOneWay) {
    EXPECT_EQ(Rfc::parse(" cama-911215-cj0 ")->text(), "CAMA911215CJ0");
    EXPECT_EQ(Rfc::parse("aññ801231jk0")->text(), "AÑÑ801231JK0");
}

TEST(Rfc, TheNextLetterBreaksTheDigitButForTheThirdWhoseWeightIsEleven) {
    const std::string good = "CAMA911215CJ0";
    std::string broken;
    for (const std::size_t at : {0U, 1U, 2U, 3U, 10U, 11U}) {
        std::string changed = good;
        changed[at] = static_cast<char>(changed[at] + 1);
        if (!Rfc::parse(changed)->check_digit_matches()) broken += std::to_string(at) + " ";
    }
    EXPECT_EQ(broken, "0 1 3 10 11 ");
}

TEST(Rfc, AWrongFormIsNone) {
    for (const char* text :
         {"", "CAMA911315CJ0", "CAMA91121CJ0", "CA1A911215CJ0", "CAMA911215CJB", "CAMA911215CJ00", "\xC3"})
        EXPECT_FALSE(Rfc::parse(text)) << text;
}

class PublishedCurp : public testing::TestWithParam<const char*> {};

TEST_P(PublishedCurp, IsValid) {
    const auto curp = Curp::parse(GetParam());
    ASSERT_TRUE(curp) << GetParam();
    EXPECT_EQ(curp->text(), GetParam());
}

TEST_P(PublishedCurp, AnyOtherDigitIsNot) {
    std::string text = GetParam();
    const char right = text.back();
    for (char digit = '0'; digit <= '9'; ++digit) {
        text.back() = digit;
        EXPECT_EQ(Curp::parse(text).has_value(), digit == right) << text;
    }
}

INSTANTIATE_TEST_SUITE_P(Vectors, PublishedCurp,
                         testing::Values("BOXW310820HNERXN09", "HEGG560427MVZRRL04", "BEML920313HMCLNS09",
                                         "PEGL890909MJCRMS08"));

TEST(Curp, QueretaroIsAStateAndAnUnknownOneIsNot) {
    std::u32string body = U"BEML920313HQTLNS0";
    std::string text(body.begin(), body.end());
    EXPECT_TRUE(Curp::parse(text + curp_check_digit(body)));
    body[11] = U'Z', body[12] = U'Q';
    text = std::string(body.begin(), body.end());
    EXPECT_FALSE(Curp::parse(text + curp_check_digit(body)));
}

TEST(Curp, TheSeventeenthCharacterTellsTheCentury) {
    // 29 February 2000 existed, 29 February 1900 did not.
    const std::u32string before = U"BEML000229HQTLNS0";
    const std::u32string after = U"BEML000229HQTLNSA";
    EXPECT_FALSE(Curp::parse(std::string(before.begin(), before.end()) + curp_check_digit(before)));
    EXPECT_TRUE(Curp::parse(std::string(after.begin(), after.end()) + curp_check_digit(after)));
}

}  // namespace
}  // namespace aquacis::customers
