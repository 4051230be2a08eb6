#include "base/pin_hash.hpp"

#include <gtest/gtest.h>

namespace aquacis {
namespace {

std::string hex(const std::string& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text.push_back(digits[static_cast<unsigned char>(byte) >> 4U]);
        text.push_back(digits[static_cast<unsigned char>(byte) & 15U]);
    }
    return text;
}

// The cloud registers a PIN and a till of any version checks it: these bytes never change.
TEST(PinHash, IsScryptAsRfc7914HasIt) {
    EXPECT_EQ(hex(hash_pin("pleaseletmein", "SodiumChloride")),
              "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")
        << "the first half of its vector";
    std::string salt;
    for (char byte = 0; byte < 16; ++byte)
        salt.push_back(byte);
    EXPECT_EQ(hex(hash_pin("482193", salt)), "fadde92bee392a317533362fac6a0fb7c726148f5db1476fdc1ecdd6a6867f88");
}

}  // namespace
}  // namespace aquacis
