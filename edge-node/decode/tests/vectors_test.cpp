// Published vectors: OMS Specification Volume 2 annex N (N.1.1 and N.1.3), RFC 4493, EN 13757-4.

#include "edge-node/decode/cipher.hpp"
#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/link.hpp"
#include "edge-node/decode/records.hpp"
#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

using test::bytes;
using test::key;

TEST(vectors, crc_of_the_digits) {
    const std::string digits = "123456789";
    EXPECT_EQ(crc16({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()}), 0xC2B7);
}

TEST(vectors, manufacturer_letters) {
    EXPECT_EQ(manufacturer_letters(0x2C2D), "KAM");
    EXPECT_EQ(manufacturer_code("KAM"), 0x2C2DU);
    EXPECT_EQ(manufacturer_code("KA"), std::nullopt);
}

TEST(vectors, cmac_of_rfc_4493) {
    Cipher cipher;
    const Key k = key("2b7e151628aed2a6abf7158809cf4f3c");
    EXPECT_EQ(to_hex(cipher.cmac(k, {})), "BB1D6929E95937287FA37D129B756746");
    EXPECT_EQ(to_hex(cipher.cmac(k, bytes("6bc1bee22e409f96e93d7e117393172a"))), "070A16B46B4D4144F79BDD9DD04A287C");
    EXPECT_EQ(to_hex(cipher.cmac(
                  k, bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411"))),
              "DFA66747DE9AE63030CA32611497C827");
}

TEST(vectors, annex_n_profile_a) {
    test::Bench bench;
    const Key k = key("0102030405060708090A0B0C0D0E0F11");
    const auto decoded = bench.decoder.decode(
        bytes("2E4493157856341233037A2A0020255923C95AAA26D1B2E7493B013EC4A6F6D3529B520EDFF0EA6DEFC99D6D69EBF3"), &k);
    ASSERT_EQ(decoded.outcome, Outcome::decoded);
    EXPECT_EQ(decoded.telegram.security, Security::mode5);
    EXPECT_TRUE(decoded.telegram.decrypted);
    EXPECT_EQ(test::text_of(decoded.telegram.volume_m3), "28504.27");
    EXPECT_EQ(decoded.telegram.date_time, "2008-05-31T23:50");
    EXPECT_TRUE(decoded.telegram.status.empty());
    EXPECT_EQ(decoded.telegram.counter, 42U);
}

TEST(vectors, annex_n_profile_b) {
    test::Bench bench;
    Key k = key("000102030405060708090A0B0C0D0E0F");
    const Bytes telegram = bytes(
        "434493157856341233038C2075900F002C25B30A000021924D4F2FB66E017A75002007109058475F4BC91DF878B80A1B0F98B629024AAC"
        "727942BFC5"
        "492"
        "33C0140829B93");
    const auto decoded = bench.decoder.decode(telegram, &k);
    ASSERT_EQ(decoded.outcome, Outcome::decoded);
    EXPECT_EQ(decoded.telegram.security, Security::mode7);
    EXPECT_EQ(test::text_of(decoded.telegram.volume_m3), "28504.27");
    EXPECT_EQ(decoded.telegram.counter, 2739U);
    Bytes forged = telegram;
    forged.back() ^= 1;
    EXPECT_EQ(bench.decoder.decode(forged, &k).outcome, Outcome::needs_key);
    k[0] ^= 1;
    EXPECT_EQ(bench.decoder.decode(telegram, &k).outcome, Outcome::needs_key);
}

TEST(vectors, dates) {
    EXPECT_EQ(date_of(bytes("BF2C")), "2021-12-31");
    EXPECT_EQ(date_of(bytes("FFFF")), std::nullopt);
    EXPECT_EQ(date_time_of(bytes("1B08B721")), "2021-01-23T08:27");
    EXPECT_EQ(date_time_of(bytes("9B08B721")), std::nullopt) << "the invalid bit";
    EXPECT_EQ(date_time_of(bytes("2C1AA1D52100")), "2022-01-21T01:26:44");
}

TEST(vectors, values) {
    EXPECT_EQ(bcd_of(bytes("0200F0"), -3)->to_string(), "-0.002");
    EXPECT_EQ(bcd_of(bytes("FFFFFFFF"), -3), std::nullopt);
    ParsedRecords parsed;
    // int48, float 1.5 m³, cubic feet in tenths, an invalid integer, letters
    parse_records(bytes("0613 010000000000 0516 0000C03F 04FB21 0A000000 0413 00000080 0DFD11 03 434241"), parsed);
    ASSERT_FALSE(parsed.error);
    ASSERT_EQ(parsed.records.size(), 5U);
    EXPECT_EQ(test::text_of(parsed.records[0].value), "0.001");
    EXPECT_EQ(test::text_of(parsed.records[1].value), "1.5");
    EXPECT_EQ(test::text_of(parsed.records[2].value), "0.028316846592");
    EXPECT_EQ(test::text_of(parsed.records[3].value), "none");
    EXPECT_EQ(parsed.records[4].text, "ABC");
}

TEST(vectors, storage_tariff_and_subunit_of_the_extensions) {
    ParsedRecords parsed;
    parse_records(bytes("C48F5113 01000000"), parsed);
    ASSERT_EQ(parsed.records.size(), 1U);
    EXPECT_EQ(parsed.records[0].storage, 1U + (0xFU << 1) + (0x1U << 5));
    EXPECT_EQ(parsed.records[0].tariff, 1U << 2);
    EXPECT_EQ(parsed.records[0].subunit, 1U << 1);
}

}  // namespace
}  // namespace aquacis::edge
