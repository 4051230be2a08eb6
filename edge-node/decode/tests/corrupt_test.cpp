// Damaged telegrams never crash the decoder, name the byte, and never become readings when a CRC protects them.

#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/encoder.hpp"
#include "edge-node/decode/explain.hpp"
#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

MeterReadout sample() {
    MeterReadout readout;
    readout.address = {"AQU", "12345678", 0x01, 0x07};
    readout.volume_m3 = Decimal(1'309'209, 3);
    readout.date_time = "2026-10-30T12:43";
    readout.target_volume_m3 = Decimal(1'286'596, 3);
    readout.target_date = "2026-10-01";
    readout.access_number = 42;
    readout.session_counter = 77;
    return readout;
}

const Key some_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

class Damage : public testing::Test {
protected:
    Decoded decode(std::span<const std::uint8_t> telegram) { return bench_.decoder.decode(telegram, &some_key); }
    test::Bench bench_;
};

TEST_F(Damage, a_compact_frames_last_record_may_have_no_byte_and_stays_within_the_frame) {
    const Bytes headers{0x04, 0x13, 0x00, 0x13}, full{0x04, 0x13, 0x39, 0x30, 0x00, 0x00, 0x00, 0x13};
    const unsigned signature = crc16(headers), check = crc16(full);
    bench_.formats.remember(static_cast<std::uint16_t>(signature), headers);
    Bytes telegram = test::bytes("1244 5504 78563412 01 07 79");
    for (const unsigned word : {signature, check}) {
        telegram.push_back(static_cast<std::uint8_t>(word & 0xFFU));
        telegram.push_back(static_cast<std::uint8_t>(word >> 8));
    }
    telegram.insert(telegram.end(), full.begin() + 2, full.begin() + 6);
    const Decoded decoded = decode(telegram);
    ASSERT_EQ(decoded.outcome, Outcome::decoded) << decoded.error->message;
    EXPECT_EQ(test::text_of(decoded.telegram.volume_m3), "12.345");
    ASSERT_EQ(decoded.telegram.records.size(), 2U);
    for (const Record& record : decoded.telegram.records)
        EXPECT_LE(record.offset + record.length, telegram.size());
}

// Else the one in 65,536 would not be kept for its key.
TEST_F(Damage, a_sealed_telegram_whose_last_bytes_look_like_a_crc_still_waits_for_its_key) {
    const Bytes telegram =
        test::bytes("2E442D2C4524235101167A1100200588EFC8E4291BC2B8CD813FF9762C201B6959180B6E96C1FA1691C54652B81048");
    EXPECT_EQ(bench_.decoder.decode(telegram, nullptr).outcome, Outcome::needs_key);
    EXPECT_EQ(decode(telegram).outcome, Outcome::needs_key);
    const Key key = test::key("213F16310F2723112E21322B2F330813");
    EXPECT_EQ(bench_.decoder.decode(telegram, &key).outcome, Outcome::decoded);
}

TEST_F(Damage, every_flip_under_a_crc_is_found) {
    for (const Bytes& frame : {encode_plain(sample()), encode_mode5(sample(), some_key),
                               encode_mode7(sample(), some_key), encode_ell_ctr(sample(), some_key)}) {
        for (Bytes telegram : {add_format_a_crcs(frame), add_format_b_crcs(frame)}) {
            ASSERT_EQ(decode(telegram).outcome, Outcome::decoded);
            for (std::size_t bit = 8; bit < telegram.size() * 8; ++bit) {
                telegram[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
                const Decoded decoded = bench_.decoder.decode(telegram, &some_key, Framing::with_crcs);
                EXPECT_NE(decoded.outcome, Outcome::decoded) << "bit " << bit << " of " << to_hex(telegram);
                telegram[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            }
        }
    }
}

TEST_F(Damage, names_the_block_with_the_wrong_crc) {
    Bytes telegram = add_format_a_crcs(encode_plain(sample()));
    telegram[20] ^= 1;
    const Decoded decoded = decode(telegram);
    ASSERT_TRUE(decoded.error);
    EXPECT_EQ(decoded.error->offset, 28U);
    EXPECT_EQ(decoded.error->message, "wrong CRC");
}

TEST_F(Damage, every_truncation_is_an_error_with_an_offset) {
    for (const Bytes& frame : {encode_plain(sample()), encode_mode5(sample(), some_key),
                               encode_mode7(sample(), some_key), encode_ell_ctr(sample(), some_key)}) {
        for (const Bytes& telegram : {frame, add_format_b_crcs(frame)}) {
            for (std::size_t size = 0; size < telegram.size(); ++size) {
                const Decoded decoded = decode(std::span(telegram).first(size));
                ASSERT_EQ(decoded.outcome, Outcome::invalid) << size;
                ASSERT_TRUE(decoded.error);
                EXPECT_LE(decoded.error->offset, size);
            }
        }
    }
}

TEST_F(Damage, a_key_does_not_open_a_forged_mode7_telegram) {
    const Bytes telegram = encode_mode7(sample(), some_key);
    for (std::size_t i = 13; i < telegram.size(); ++i) {
        if (i == 15) continue;  // the fragment's number: the MAC leaves it out
        Bytes forged = telegram;
        forged[i] ^= 0x10;
        EXPECT_NE(decode(forged).outcome, Outcome::decoded) << "byte " << i;
    }
}

TEST_F(Damage, real_telegrams_survive_flips_and_cuts) {
    const auto text = test::shared_text("data/wmbus/water_telegrams.txt");
    if (!text) GTEST_SKIP() << "../shared/data/wmbus/water_telegrams.txt";
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("telegram=")) continue;
        auto telegram = parse_hex(line.substr(9));
        if (!telegram) continue;
        for (std::size_t i = 0; i < telegram->size(); ++i) {
            const Decoded cut = decode(std::span(*telegram).first(i));
            if (cut.error) {
                EXPECT_LE(cut.error->offset, i);
            }
            for (const std::uint8_t mask : Bytes{0x01, 0x80, 0xFF}) {
                (*telegram)[i] ^= mask;
                const Decoded flipped = decode(*telegram);
                EXPECT_EQ(flipped.error.has_value(), flipped.outcome != Outcome::decoded);
                if (flipped.error) {
                    EXPECT_LE(flipped.error->offset, telegram->size());
                }
                (*telegram)[i] ^= mask;
            }
        }
    }
}

TEST_F(Damage, explanations_stay_inside_the_telegram) {
    Bytes telegram = add_format_a_crcs(encode_mode5(sample(), some_key));
    for (std::size_t i = 0; i < telegram.size(); ++i) {
        telegram[i] ^= 0x20;
        for (const Explained& item : explain(telegram, &some_key, bench_.drivers, bench_.formats)) {
            EXPECT_LE(item.offset + item.length, telegram.size());
            EXPECT_FALSE(item.field.empty());
        }
        telegram[i] ^= 0x20;
    }
}

}  // namespace
}  // namespace aquacis::edge
