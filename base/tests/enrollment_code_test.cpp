#include "base/enrollment_code.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

constexpr std::array<std::uint8_t, EnrollmentCode::authority_bytes> authority{0xff, 0, 1, 2, 3, 4, 5, 6, 7, 0x80};

TEST(EnrollmentCode, IsReadBackHoweverItWasTyped) {
    const EnrollmentCode made = make_enrollment_code(authority, seeded_random(1));
    EXPECT_EQ(made.text().size(), 39U) << "32 symbols and 7 hyphens: " << made.text();
    std::string typed = made.text();
    for (char& symbol : typed) {
        symbol = static_cast<char>(std::tolower(static_cast<unsigned char>(symbol)));
        if (symbol == '0') symbol = 'o';
        if (symbol == '1') symbol = 'l';
        if (symbol == '-') symbol = ' ';
    }
    const auto read = parse_enrollment_code(typed);
    ASSERT_TRUE(read) << typed;
    EXPECT_EQ(read->id, made.id);
    EXPECT_EQ(read->secret, made.secret);
    EXPECT_EQ(read->authority, authority_symbols(authority));
    const auto sent = parse_sent_code(read->sent());
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->id, made.id);
    EXPECT_TRUE(sent->authority.empty());
}

TEST(EnrollmentCode, NamesTheAuthorityByItsFirst80Bits) {
    EXPECT_EQ(authority_symbols(authority).size(), EnrollmentCode::authority_symbols);
    EXPECT_EQ(authority_symbols(authority).substr(0, 2), "ZW") << "11111 11100";
    auto other = authority;
    other[9] = 0x81;
    EXPECT_NE(authority_symbols(other), authority_symbols(authority)) << "the last bit counts";
}

TEST(EnrollmentCode, AWrongOneIsRefusedWithTheRemedy) {
    const std::string good = make_enrollment_code(authority, seeded_random(2)).text();
    for (const std::string& wrong : {std::string(), good.substr(0, 20), good + "7", std::string("U") + good.substr(1),
                                     good.substr(0, 30) + "ñ" + good.substr(31)}) {
        const auto read = parse_enrollment_code(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.refusal().field, "code");
        EXPECT_FALSE(read.refusal().remedy.empty());
    }
}

TEST(EnrollmentCode, TwoAreNeverAlike) {
    const RandomBits random = seeded_random(3);
    EXPECT_NE(make_enrollment_code(authority, random).sent(), make_enrollment_code(authority, random).sent());
}

}  // namespace
}  // namespace aquacis
