#include "base/printed_code.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

constexpr AdministrationId queretaro{11};

TEST(PrintedCode, NamesAnAdministrationsContractAndIsReadBack) {
    EXPECT_EQ(printed_code(queretaro, "00412-7"), "C11E-00412-7");
    EXPECT_EQ(printed_code(AdministrationId(1), "00412-7"), "C1D-00412-7");
    for (const std::string text : {"C11E-00412-7", "c11e-00412-7"}) {
        const auto code = parse_printed_code(text);
        ASSERT_TRUE(code.has_value()) << text;
        EXPECT_EQ(code->administration, queretaro);
        EXPECT_EQ(code->contract_number, "00412-7");
        EXPECT_TRUE(code->intact);
    }
    const std::string longest = printed_code(AdministrationId(9999), "9999999999-4");
    EXPECT_EQ(parse_printed_code(longest)->administration.number(), 9999);
    EXPECT_TRUE(parse_printed_code(longest)->intact);
    EXPECT_EQ(printed_code(queretaro, "por asignar"), "");
    EXPECT_EQ(printed_code(AdministrationId(), "00412-7"), "");
}

TEST(PrintedCode, EveryWrongDigitAndEveryExchangeOfNeighboursShows) {
    const std::string right = printed_code(queretaro, "00412-7");
    for (std::size_t at = 0; at < right.size(); ++at) {
        if (right[at] < '0' || right[at] > '9') continue;
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string wrong = right;
            wrong[at] = digit;
            const auto code = parse_printed_code(wrong);
            EXPECT_EQ(code && code->intact, wrong == right) << wrong;
        }
        if (at + 1 < right.size() && right[at + 1] >= '0' && right[at + 1] <= '9' && right[at] != right[at + 1]) {
            std::string wrong = right;
            std::swap(wrong[at], wrong[at + 1]);
            EXPECT_FALSE(parse_printed_code(wrong)->intact) << wrong;
        }
    }
}

TEST(PrintedCode, OtherTextsAreNone) {
    for (const char* text : {"", "C", "C00412-7", "C004127", "00412-7", "QRO-2026-10-00412-7", "C11-00412-7",
                             "CE-00412-7", "C11E-00412", "C11E-", "C11E00412-7", "C12345E-00412-7", "C0T-00412-7",
                             "C+1E-00412-7", "C11E-123456789012-3", "C11E-00412-7-1"})
        EXPECT_FALSE(parse_printed_code(text).has_value()) << text;
}

TEST(PrintedCode, OnlyAnOwnCodeStandsForItsNumber) {
    EXPECT_EQ(contract_number_in("C11E-00412-7", queretaro), "00412-7");
    EXPECT_EQ(contract_number_in("C1D-00412-7", queretaro), "C1D-00412-7") << "another administration's: nobody here";
    EXPECT_EQ(contract_number_in("C11F-00412-7", queretaro), "C11F-00412-7") << "misread";
    EXPECT_EQ(contract_number_in("00412-7", queretaro), "00412-7");
}

}  // namespace
}  // namespace aquacis
