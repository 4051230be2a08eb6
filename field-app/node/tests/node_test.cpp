#include <gtest/gtest.h>

#include "base/printed_code.hpp"
#include "field-app/node/contract_code.hpp"
#include "field-app/node/pin.hpp"
#include "field-app/node/text.hpp"

namespace aquacis::field {
namespace {

TEST(Text, FoldsAccentsAndCutsWords) {
    EXPECT_EQ(fold("Ana María PÉREZ-Ñúñez, Nº 5"), "ana maria perez nunez n 5");
    EXPECT_EQ(words_of("  Cañada  Güera "), (std::vector<std::string>{"canada", "guera"}));
    EXPECT_EQ(digits_key("00412-7"), "4127");
    EXPECT_EQ(digits_key("000"), "");
}

TEST(Text, CountsTypingErrors) {
    EXPECT_EQ(damerau_distance("perez", "perez", 1), 0);
    EXPECT_EQ(damerau_distance("peerz", "perez", 1), 1) << "one transposition";
    EXPECT_EQ(damerau_distance("pere", "perez", 1), 1);
    EXPECT_EQ(damerau_distance("gonsales", "gonzalez", 2), 2);
    EXPECT_EQ(damerau_distance("gonsales", "gonzalez", 1), 2) << "beyond the limit is limit + 1";
    EXPECT_EQ(damerau_distance("abc", "xyz", 1), 2);
}

TEST(Pin, WaitsLongerAfterEachWrongOne) {
    const std::string hash = hash_pin("482193", "salt");
    const std::string here = pin_verifier(hash, "key of this device"), there = pin_verifier(hash, "another key");
    EXPECT_TRUE(pin_matches("482193", {"salt", here, "key of this device"}));
    EXPECT_FALSE(pin_matches("482194", {"salt", here, "key of this device"}));
    EXPECT_FALSE(pin_matches("482193", {"other", here, "key of this device"}));
    EXPECT_NE(here, there);
    EXPECT_FALSE(pin_matches("482193", {"salt", here, "another key"})) << "a stolen row says nothing without the key";
    EXPECT_FALSE(pin_matches("482193", {"salt", hash, "key of this device"})) << "and the server's hash is none";
    EXPECT_EQ(pin_wait(4).count(), 0);
    EXPECT_EQ(pin_wait(5).count(), 30);
    EXPECT_EQ(pin_wait(6).count(), 60);
    EXPECT_EQ(pin_wait(50).count(), 900);
}

TEST(ContractCode, IsReadFromWhatPeopleAndScannersWrite) {
    EXPECT_EQ(contract_code_in("00412-7")->number(), "00412-7");
    EXPECT_TRUE(contract_code_in("00412-7")->sure);
    EXPECT_TRUE(contract_code_in("00412-7")->check_digit_right());
    EXPECT_FALSE(contract_code_in("00412-6")->check_digit_right());
    EXPECT_FALSE(contract_code_in("00412-7")->from_nameless_paper) << "who writes a number read it";
    EXPECT_EQ(contract_code_in("QRO-2026-10-00488-7")->number(), "00488-7");
    EXPECT_EQ(contract_code_in("QRO-2026-10-00488-7-R2")->bill_prefix, "QRO");
    EXPECT_FALSE(contract_code_in("004127")->sure) << "also the end of a meter";
    for (const char* other : {"", "412", "C", "Carlos", "QRO-C03-004512", "2026-10-30", "64107712x", "-7", "1-22",
                              "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=00412-7"})
        EXPECT_FALSE(contract_code_in(other).has_value()) << other;
}

TEST(ContractCode, OfPaperNamesItsAdministrationOrThatItNamesNone) {
    const auto code = contract_code_in(printed_code(AdministrationId(11), "00412-7"));
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(code->number(), "00412-7");
    EXPECT_EQ(code->administration, AdministrationId(11));
    EXPECT_TRUE(code->intact);
    EXPECT_FALSE(code->from_nameless_paper);
    EXPECT_EQ(contract_code_in(" c11e'00412'7")->administration, AdministrationId(11)) << "another keyboard";
    EXPECT_FALSE(contract_code_in("C11F-00412-7")->intact);
    for (const char* older : {"C00412-7", "c004127"}) {
        EXPECT_EQ(contract_code_in(older)->number(), "00412-7") << older;
        EXPECT_EQ(contract_code_in(older)->administration, AdministrationId()) << older;
        EXPECT_TRUE(contract_code_in(older)->from_nameless_paper) << older;
    }
}

}  // namespace
}  // namespace aquacis::field
