// Every public uplink example: each number of the vendor codec's output must be a record's value, each error an error.

#include "edge-node/decode/lorawan.hpp"

#include <set>

#include "edge-node/decode/tests/lorawan_examples.hpp"

namespace aquacis::edge {
namespace {

using test::Example;
using test::examples_of;
using test::Json;

// Numbers that are no measurement, and vendor outputs that contradict their own bytes.
const std::set<std::string> not_compared = {
    "valueCounter",
    "flowCounter",  // b-meters: the published 5180 and 92 are not in the bytes (73802 and 290
                    // litres)
    "protocol_version",
    "frameCounter",
    "signalQuality",
    "globalFrameCounter",
    "frame_version",
    "status",
    "history_count",
    "delta_m3",
    "history_total_m3",
    "timestamp",
};

void numbers_of(const Json& json, const std::string& name, std::vector<std::pair<std::string, std::string>>& found) {
    if (not_compared.contains(name)) return;
    if (json.is_object()) {
        for (const auto& [key, value] : json.items())
            numbers_of(value, key, found);
    } else if (json.is_array()) {
        for (const auto& value : json)
            numbers_of(value, name, found);
    } else if (json.is_number()) {
        found.emplace_back(name, json.dump());
    }
}

bool holds(const Telegram& telegram, const std::string& number) {
    const auto wanted = Decimal::parse(number);
    return wanted && std::any_of(telegram.records.begin(), telegram.records.end(),
                                 [&](const Record& r) { return r.value && *r.value == *wanted; });
}

TEST(lorawan, agrees_with_the_vendors_examples) {
    const auto text = test::shared_text("data/lorawan/water_uplinks.txt");
    if (!text) GTEST_SKIP() << "../shared/data/lorawan/water_uplinks.txt";
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    LorawanDecoder decoder(drivers, formats);
    std::size_t compared = 0;
    for (const Example& example : examples_of(*text)) {
        if (example.output.is_discarded()) continue;  // described in words: the tests below
        const Bytes payload = test::bytes(example.hex);
        const Decoded decoded = decoder.decode({example.vendor, example.model, example.port, payload});
        const std::string name = example.vendor + "/" + example.model + " " + example.hex;
        ++compared;
        if (example.output.contains("errors") && !example.output["errors"].empty()) {
            EXPECT_TRUE(decoded.error) << name;
            continue;
        }
        ASSERT_FALSE(decoded.error) << name << ": " << decoded.error->message;
        std::vector<std::pair<std::string, std::string>> numbers;
        numbers_of(example.output, "", numbers);
        for (const auto& [what, number] : numbers)
            EXPECT_TRUE(holds(decoded.telegram, number)) << name << ": " << what << " = " << number;
    }
    EXPECT_GE(compared, 25U);
}

class Kamstrup : public testing::Test {
protected:
    Decoded decode(std::string_view hex) {
        payload_ = test::bytes(hex);
        return decoder_.decode({"kamstrup", "flowiq2200", 1, payload_});
    }
    Drivers drivers_ = Drivers::built_in();
    MemoryFormatStore formats_;
    LorawanDecoder decoder_{drivers_, formats_};
    Bytes payload_;
};

TEST_F(Kamstrup, gives_the_last_logged_volume) {
    const auto decoded = decode("7A08000000 446D002CFD28 4413C1AA7700");
    ASSERT_EQ(decoded.outcome, Outcome::decoded);
    EXPECT_EQ(test::text_of(decoded.telegram.volume_m3), "7842.497");
    EXPECT_EQ(decoded.telegram.date_time, "2023-08-29T12:00");
}

TEST_F(Kamstrup, expands_the_hourly_profile) {
    const auto decoded = decode("7A08000000 446D002CFD28 4413C1AA7700 4D9313 06 6201 2701 2201");
    ASSERT_EQ(decoded.outcome, Outcome::decoded);
    std::vector<std::string> history;
    for (const Record& record : decoded.telegram.records) {
        if (record.quantity == "volume_history")
            history.push_back(test::text_of(record.value) + "@" + record.at.value_or("none"));
    }
    EXPECT_EQ(history, (std::vector<std::string>{"7842.202@2023-08-29T11:00", "7841.912@2023-08-29T10:00"}));
}

TEST_F(Kamstrup, refuses_a_profile_without_its_base) {
    const auto decoded = decode("78 446D00331837 4D9313 04 61010000");
    EXPECT_EQ(decoded.outcome, Outcome::invalid);
    ASSERT_TRUE(decoded.error);
    EXPECT_EQ(decoded.error->offset, 7U);
}

TEST_F(Kamstrup, names_tampering) {
    const auto decoded = decode("78 446D0020F32A 4413EC000000 52FF251000");
    EXPECT_EQ(decoded.telegram.status, std::vector<std::string>{"TAMPER"});
    EXPECT_TRUE(decoded.telegram.alarm);
}

TEST(lorawan, says_what_it_does_not_know) {
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    LorawanDecoder decoder(drivers, formats);
    const Bytes payload{1, 2, 3};
    EXPECT_EQ(decoder.decode({"nobody", "nothing", 1, payload}).error->message, "no layout for this vendor and model");
    EXPECT_EQ(decoder.decode({"dragino", "sw3l", 42, payload}).error->message, "unknown FPort");
    EXPECT_EQ(decoder.decode({"dragino", "sw3l", 2, {}}).error->message, "no bytes");
}

TEST(lorawan, survives_every_truncation_and_flip) {
    const auto text = test::shared_text("data/lorawan/water_uplinks.txt");
    if (!text) GTEST_SKIP() << "../shared/data/lorawan/water_uplinks.txt";
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    LorawanDecoder decoder(drivers, formats);
    for (const Example& example : examples_of(*text)) {
        Bytes payload = test::bytes(example.hex);
        for (std::size_t i = 0; i < payload.size(); ++i) {
            const auto cut = decoder.decode({example.vendor, example.model, example.port, std::span(payload).first(i)});
            if (cut.error) {
                EXPECT_LE(cut.error->offset, i);
            }
            for (const std::uint8_t mask : Bytes{0x01, 0x80, 0xFF}) {
                payload[i] ^= mask;
                const auto flipped = decoder.decode({example.vendor, example.model, example.port, payload});
                if (flipped.error) {
                    EXPECT_LE(flipped.error->offset, payload.size());
                }
                payload[i] ^= mask;
            }
        }
    }
}

}  // namespace
}  // namespace aquacis::edge
