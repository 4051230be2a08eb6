#include "cloud/billing/service/number_prefixes.hpp"

#include <gtest/gtest.h>

namespace aquacis::billing {
namespace {

NumberPrefixes from(std::string_view toml) { return NumberPrefixes(Config::from_text(toml, "test")); }

TEST(NumberPrefixes, AreEachAdministrationsOwnOrTheUsualOne) {
    const auto prefixes = from("[billing]\nnumber_prefix = \"QRO\"\nnumber_prefix_1 = \"AME\"\n");
    EXPECT_EQ(prefixes.of(AdministrationId(11)), "QRO");
    EXPECT_EQ(prefixes.of(AdministrationId(1)), "AME");
    EXPECT_EQ(from("").of(AdministrationId(11)), "");
}

TEST(NumberPrefixes, TwoThatAreEqualStopTheStart) {
    const auto fault_of = [](std::string_view toml) -> std::string {
        try {
            (void)from(toml);
        } catch (const ConfigError& fault) {
            return fault.what();
        }
        return "";
    };
    EXPECT_EQ(fault_of("[billing]\nnumber_prefix_1 = \"AME\"\nnumber_prefix_11 = \"AME\"\n"),
              "billing.number_prefix_1 and billing.number_prefix_11 are both \"AME\": two bills would have one number; "
              "give each administration a prefix of its own");
    EXPECT_NE(fault_of("[billing]\nnumber_prefix = \"QRO\"\nnumber_prefix_3 = \"QRO\"\n"), "");
}

}  // namespace
}  // namespace aquacis::billing
