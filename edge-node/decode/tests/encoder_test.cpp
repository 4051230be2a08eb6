// decode(encode(readout)) is the readout, for every security mode and frame format.

#include "edge-node/decode/encoder.hpp"

#include <rapidcheck.h>

#include <functional>
#include <stdexcept>

#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

enum class Mode { plain, mode5, mode7, ell_ctr };
enum class Frame { bare, a, b };

std::string two(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string some_date() {
    return "20" + two(*rc::gen::inRange(0, 80)) + "-" + two(*rc::gen::inRange(1, 13)) + "-" +
           two(*rc::gen::inRange(1, 29));
}

Decimal some_volume() { return Decimal(*rc::gen::inRange<std::int64_t>(-2'147'483'647, 2'147'483'648), 3); }

MeterReadout some_readout() {
    MeterReadout readout;
    readout.address.manufacturer = *rc::gen::elementOf(std::vector<std::string>{"KAM", "AQU", "ELS", "ZZZ"});
    readout.address.id = std::to_string(*rc::gen::inRange(10'000'000, 100'000'000));
    readout.address.version = *rc::gen::arbitrary<std::uint8_t>();
    readout.address.device_type = *rc::gen::elementOf(std::vector<std::uint8_t>{0x06, 0x07, 0x16});
    readout.volume_m3 = some_volume();
    readout.date_time = some_date() + "T" + two(*rc::gen::inRange(0, 24)) + ":" + two(*rc::gen::inRange(0, 60));
    if (*rc::gen::arbitrary<bool>()) {
        readout.target_volume_m3 = some_volume();
        readout.target_date = some_date();
    }
    readout.access_number = *rc::gen::arbitrary<std::uint8_t>();
    readout.session_counter = *rc::gen::inRange<std::uint32_t>(0, 1U << 29);
    return readout;
}

Key some_key() {
    Key key{};
    for (auto& byte : key)
        byte = *rc::gen::arbitrary<std::uint8_t>();
    return key;
}

Bytes encode(const MeterReadout& readout, Mode mode, const Key& key) {
    switch (mode) {
        case Mode::plain:
            return encode_plain(readout);
        case Mode::mode5:
            return encode_mode5(readout, key);
        case Mode::mode7:
            return encode_mode7(readout, key);
        case Mode::ell_ctr:
            return encode_ell_ctr(readout, key);
    }
    return {};
}

Bytes framed(const Bytes& frame, Frame format) {
    switch (format) {
        case Frame::bare:
            return frame;
        case Frame::a:
            return add_format_a_crcs(frame);
        case Frame::b:
            return add_format_b_crcs(frame);
    }
    return {};
}

class EncoderInverse : public testing::TestWithParam<Mode> {
protected:
    test::Bench bench_;
};

TEST_P(EncoderInverse, gives_the_readout_back) {
    const auto property = [this] {
        MeterReadout readout = some_readout();
        if (GetParam() != Mode::ell_ctr) readout.status = *rc::gen::elementOf(std::vector<unsigned>{0, 4, 8, 16});
        const Key key = some_key();
        const auto format = *rc::gen::elementOf(std::vector<Frame>{Frame::bare, Frame::a, Frame::b});
        const Bytes telegram = framed(encode(readout, GetParam(), key), format);
        const Decoded decoded = bench_.decoder.decode(telegram, &key);
        RC_ASSERT(decoded.outcome == Outcome::decoded);
        const Telegram& t = decoded.telegram;
        RC_ASSERT(t.address == readout.address);
        RC_ASSERT(peek_address(telegram) == readout.address);
        RC_ASSERT(t.volume_m3.has_value() && *t.volume_m3 == readout.volume_m3);
        RC_ASSERT(t.date_time == readout.date_time);
        RC_ASSERT(t.target_date == readout.target_date);
        RC_ASSERT(t.target_volume_m3.has_value() == readout.target_volume_m3.has_value());
        if (readout.target_volume_m3) RC_ASSERT(*t.target_volume_m3 == *readout.target_volume_m3);
        RC_ASSERT(t.alarm == (readout.status != 0));
        RC_ASSERT(t.decrypted == (GetParam() != Mode::plain));
        const bool counted = GetParam() == Mode::mode7 || GetParam() == Mode::ell_ctr;
        RC_ASSERT(t.counter == (counted ? readout.session_counter : readout.access_number));
    };
    EXPECT_TRUE(rc::check("decode is the inverse of encode", property));
}

TEST_P(EncoderInverse, does_not_open_with_another_key) {
    if (GetParam() == Mode::plain) GTEST_SKIP() << "a plain telegram has no key";
    int by_chance = 0;  // sixteen bits tell a right key from a wrong one: once in 65,536 they do not
    const auto property = [&] {
        const MeterReadout readout = some_readout();
        const Key key = some_key();
        Key wrong = key;
        wrong[*rc::gen::inRange<std::size_t>(0, wrong.size())] ^= *rc::gen::inRange<std::uint8_t>(1, 255);
        const Bytes telegram = encode(readout, GetParam(), key);
        const Decoded decoded = bench_.decoder.decode(telegram, &wrong);
        RC_ASSERT(decoded.telegram.address == readout.address);
        if (decoded.outcome != Outcome::needs_key ||
            bench_.decoder.decode(telegram, nullptr).outcome != Outcome::needs_key)
            ++by_chance;
    };
    EXPECT_TRUE(rc::check("another key keeps it shut", property));
    EXPECT_LE(by_chance, 1);
}

INSTANTIATE_TEST_SUITE_P(modes, EncoderInverse, testing::Values(Mode::plain, Mode::mode5, Mode::mode7, Mode::ell_ctr));

MeterReadout sample() {
    MeterReadout readout;
    readout.address = {"KAM", "12345678", 0x1B, 0x16};
    readout.volume_m3 = Decimal(1'309'209, 3);
    readout.date_time = "2026-10-30T12:43";
    return readout;
}

TEST(encoder, refuses_what_does_not_fit) {
    MeterReadout readout = sample();
    readout.volume_m3 = Decimal(1, 4);
    EXPECT_THROW(encode_plain(readout), std::invalid_argument);
    readout = sample();
    readout.date_time = "2026-13-30T12:43";
    EXPECT_THROW(encode_plain(readout), std::invalid_argument);
    readout = sample();
    readout.address.id = "1234567";
    EXPECT_THROW(encode_plain(readout), std::invalid_argument);
    readout = sample();
    readout.session_counter = 1U << 29;
    EXPECT_THROW(encode_ell_ctr(readout, Key{}), std::invalid_argument);
}

TEST(encoder, writes_the_receivers_line) {
    const std::string line = rtl_wmbus_line(encode_plain(sample()), {.crc_ok = false});
    EXPECT_EQ(line.substr(0, 7), "T1;0;1;");
    EXPECT_NE(line.find(";97;148;12345678;0x"), std::string::npos);
}

}  // namespace
}  // namespace aquacis::edge
