// A mode 7 message cut into frames: read when the last has come, and only when all of it is authentic.

#include "edge-node/decode/encoder.hpp"
#include "edge-node/decode/link.hpp"
#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

const Key some_key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

// The single frame of encode_mode7: link header 10, extended link 3, CI 90, length 0F, control 2, MCL 1, counter 4,
// MAC 8.
constexpr std::size_t header = 13;
constexpr std::size_t authentication = 17;

Bytes whole() {
    MeterReadout readout;
    readout.address = {"AQU", "12345678", 0x01, 0x07};
    readout.volume_m3 = Decimal(1'309'209, 3);
    readout.date_time = "2026-10-30T12:43";
    readout.session_counter = 77;
    return encode_mode7(readout, some_key);
}

Bytes frame_of(const Bytes& message, std::string_view layer, std::span<const std::uint8_t> piece) {
    Bytes frame(message.begin(), message.begin() + header);
    for (const std::uint8_t byte : test::bytes(layer))
        frame.push_back(byte);
    frame.insert(frame.end(), piece.begin(), piece.end());
    frame[0] = static_cast<std::uint8_t>(frame.size() - 1);
    return add_format_a_crcs(frame);
}

// In three: the first with MCL and counter, the last with the MAC.
std::vector<Bytes> cut(const Bytes& message, std::size_t first, std::size_t second) {
    const std::string mcl_and_counter = to_hex(std::span(message).subspan(header + 4, 5));
    const std::string mac = to_hex(std::span(message).subspan(header + 9, 8));
    const auto content = std::span(message).subspan(header + authentication);
    return {frame_of(message, "90 07 0168" + mcl_and_counter, content.first(first)),
            frame_of(message, "90 02 0240", content.subspan(first, second)),
            frame_of(message, "90 0A 0304" + mac, content.subspan(first + second))};
}

TEST(fragments, are_read_when_the_last_has_come) {
    const Bytes message = whole();
    const std::size_t content = message.size() - header - authentication;
    for (std::size_t first = 1; first < content; first += 5) {
        for (std::size_t second = 0; first + second < content; second += 7) {
            test::Bench bench;
            const auto frames = cut(message, first, second);
            const Decoded early = bench.decoder.decode(frames[0], &some_key);
            EXPECT_EQ(early.outcome, Outcome::invalid);
            EXPECT_EQ(early.error->message, "a fragment of a longer message: the others are awaited");
            EXPECT_EQ(early.telegram.address.id, "12345678");
            bench.decoder.decode(frames[1], &some_key);
            const Decoded decoded = bench.decoder.decode(frames[2], &some_key);
            ASSERT_EQ(decoded.outcome, Outcome::decoded) << first << " " << second << " " << decoded.error->message;
            EXPECT_EQ(decoded.telegram.security, Security::mode7);
            EXPECT_EQ(test::text_of(decoded.telegram.volume_m3), "1309.209");
            EXPECT_EQ(decoded.telegram.counter, 77U);
            for (const Record& record : decoded.telegram.records)
                EXPECT_LE(record.offset + record.length, frames[2].size());
        }
    }
}

TEST(fragments, heard_twice_are_the_same_message) {
    test::Bench bench;
    const auto frames = cut(whole(), 12, 9);
    for (const std::size_t i : {0U, 0U, 1U, 1U, 2U})
        bench.decoder.decode(frames[i], &some_key);
    EXPECT_EQ(bench.decoder.decode(frames[2], &some_key).outcome, Outcome::decoded);
}

TEST(fragments, a_missing_or_forged_one_makes_no_reading) {
    test::Bench bench;
    const auto frames = cut(whole(), 12, 9);
    EXPECT_EQ(bench.decoder.decode(frames[1], &some_key).error->message, "a fragment without the ones before it");
    bench.decoder.decode(frames[0], &some_key);
    EXPECT_EQ(bench.decoder.decode(frames[2], &some_key).outcome, Outcome::invalid) << "the second is missing";
    Bytes message = whole();
    message[header + authentication + 20] ^= 1;
    const auto forged = cut(message, 12, 9);
    bench.decoder.decode(frames[0], &some_key);
    bench.decoder.decode(forged[1], &some_key);
    const Decoded decoded = bench.decoder.decode(frames[2], &some_key);
    EXPECT_EQ(decoded.outcome, Outcome::needs_key) << "the MAC is over all fragments";
    EXPECT_EQ(bench.decoder.decode(frames[2], nullptr).outcome, Outcome::needs_key);
}

TEST(fragments, of_a_hundred_meters_stay_bounded) {
    test::Bench bench;
    const Bytes message = whole();
    const auto frames = cut(message, 12, 9);
    for (std::uint8_t meter = 0; meter < 200; ++meter) {
        Bytes frame = frame_of(message, "90 07 0168 25 4D000000", std::span(message).subspan(30, 10));
        frame[4] = meter;
        bench.decoder.decode(frame, &some_key);
    }
    for (const Bytes& frame : frames)
        bench.decoder.decode(frame, &some_key);
    EXPECT_EQ(bench.decoder.decode(frames[2], &some_key).outcome, Outcome::decoded);
}

}  // namespace
}  // namespace aquacis::edge
