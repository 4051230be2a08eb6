// Driver files: each built-in one is whole, a wrong one is refused by name, and compact frames find their format.

#include "edge-node/decode/drivers.hpp"

#include <unistd.h>

#include <set>
#include <stdexcept>

#include "edge-node/decode/crc.hpp"
#include "edge-node/decode/driver.hpp"
#include "edge-node/decode/explain.hpp"
#include "edge-node/decode/json.hpp"
#include "edge-node/decode/lorawan.hpp"
#include "edge-node/decode/payloads.hpp"
#include "edge-node/decode/tests/support.hpp"

namespace aquacis::edge {
namespace {

TEST(drivers, built_in_ones_are_whole) {
    const Drivers drivers = Drivers::built_in();
    EXPECT_GE(drivers.all().size(), 40U);
    std::set<std::string> names;
    for (const auto& driver : drivers.all()) {
        EXPECT_TRUE(names.insert(driver->name).second) << driver->name << " twice";
        EXPECT_FALSE(driver->title.empty()) << driver->name;
        if (!driver->payload.empty()) {
            EXPECT_NE(find_payload(driver->payload), nullptr) << driver->payload;
        }
    }
}

TEST(drivers, the_most_specific_pattern_wins) {
    const Drivers drivers = Drivers::built_in();
    ASSERT_NE(drivers.find({"KAM", "00000000", 0x1B, 0x16}), nullptr);
    EXPECT_EQ(drivers.find({"KAM", "00000000", 0x1B, 0x16})->name, "kamwater");
    EXPECT_EQ(drivers.find({"SAP", "00000000", 0xD4, 0x01})->name, "izar");
    EXPECT_EQ(drivers.find({"XYZ", "00000000", 0x01, 0x07}), nullptr);
}

std::string refusal_of(std::string_view toml) {
    try {
        parse_driver(toml, "broken.toml");
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(drivers, a_wrong_file_is_refused_by_name) {
    EXPECT_EQ(refusal_of("name = \"x\"\n"), "broken.toml: meters is missing");
    EXPECT_EQ(refusal_of("meters = [\"KAM 1b 16\"]\n"), "broken.toml: name is missing");
    EXPECT_EQ(refusal_of("name = \"x\"\nmeters = [\"KAM 1b\"]\n"),
              "broken.toml: meters: 'KAM 1b' is not MANUFACTURER VERSION TYPE");
    EXPECT_NE(refusal_of("name = \"x\"\nmeters = [\"KAM 1b 16\"]\nvolume = \"volume stroage=1\"\n").find("'stroage'"),
              std::string::npos);
    EXPECT_NE(refusal_of("name =").find("broken.toml: line 1"), std::string::npos);
}

TEST(drivers, a_folder_comes_before_the_built_in_ones) {
    const auto folder = std::filesystem::temp_directory_path() / ("aquacis-drivers-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "mine.toml") << "name = \"mine\"\ntitle = \"Mine\"\nmeters = [\"KAM 1b 16\"]\n";
    const Drivers drivers = Drivers::from_folder(folder);
    EXPECT_EQ(drivers.find({"KAM", "00000000", 0x1B, 0x16})->name, "mine");
    std::filesystem::remove_all(folder);
}

// A full frame and a compact one of a format that no driver documents: 04 13 total, 02 3B flow.
Bytes session_frame(const Bytes& content) {
    Bytes frame = test::bytes("0044 2D2C 78563412 99 16 8D 20 01 01000000");
    const std::uint16_t crc = crc16(content);
    frame.push_back(static_cast<std::uint8_t>(crc & 0xFF));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8));
    frame.insert(frame.end(), content.begin(), content.end());
    frame[0] = static_cast<std::uint8_t>(frame.size() - 1);
    return frame;
}

TEST(drivers, a_compact_frame_waits_for_its_full_frame) {
    test::Bench bench;
    const Bytes values = test::bytes("2A000000 0500");
    const std::uint16_t signature = crc16(test::bytes("0413 023B"));
    const std::uint16_t full_crc = crc16(test::bytes("0413 2A000000 023B 0500"));
    Bytes compact{0x79, static_cast<std::uint8_t>(signature & 0xFF), static_cast<std::uint8_t>(signature >> 8),
                  static_cast<std::uint8_t>(full_crc & 0xFF), static_cast<std::uint8_t>(full_crc >> 8)};
    compact.insert(compact.end(), values.begin(), values.end());
    const Decoded early = bench.decoder.decode(session_frame(compact), nullptr);
    EXPECT_EQ(early.outcome, Outcome::invalid);
    EXPECT_EQ(early.error->offset, 20U);
    ASSERT_EQ(bench.decoder.decode(session_frame(test::bytes("78 0413 2A000000 023B 0500")), nullptr).outcome,
              Outcome::decoded);
    EXPECT_TRUE(bench.formats.find(signature).has_value());
    const Decoded late = bench.decoder.decode(session_frame(compact), nullptr);
    ASSERT_EQ(late.outcome, Outcome::decoded);
    EXPECT_EQ(test::text_of(late.telegram.volume_m3), "0.042");
    EXPECT_EQ(test::text_of(late.telegram.flow_m3_h), "0.005");

    Decoder restarted(bench.drivers, bench.formats);
    EXPECT_EQ(restarted.decode(session_frame(compact), nullptr).outcome, Outcome::decoded)
        << "the store outlives the decoder";
}

TEST(drivers, lorawan_layouts_are_whole) {
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    EXPECT_GE(LorawanDecoder(drivers, formats).models().size(), 20U);
}

TEST(drivers, json_keeps_the_contract) {
    test::Bench bench;
    const std::string json =
        to_json(bench.decoder.decode(test::bytes("1844AE4C4455223368077A55000000041389E20100023B0000"), nullptr));
    for (const char* part : {R"("manufacturer":"SEN")", R"("id":"33225544")", R"("driver":"iperl")",
                             R"("security":"none")", R"("decrypted":false)", R"("volume_m3":"123.529")",
                             R"("date_time":null)", R"("status":[])", R"("warnings":[])"})
        EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
    const std::string error = to_json(bench.decoder.decode(test::bytes("1844AE"), nullptr));
    EXPECT_NE(error.find(R"("error":{"offset":3)"), std::string::npos) << error;
}

TEST(drivers, explains_in_spanish) {
    test::Bench bench;
    const auto items = explain(test::bytes("1844AE4C4455223368077A55000000041389E20100023B0000"), nullptr,
                               bench.drivers, bench.formats);
    ASSERT_EQ(items.size(), 5U);
    EXPECT_EQ(items[0].meaning, "24 bytes siguen; el medidor envía sin esperar respuesta");
    EXPECT_EQ(items[1].value, "SEN 33225544, v104");
    EXPECT_EQ(items[2].field, "Cabecera corta");
    EXPECT_EQ(items[3].field, "Volumen total");
    EXPECT_EQ(items[3].value, "123.529 m³");
    EXPECT_EQ(items[3].hex, "041389E20100");
    EXPECT_EQ(items[4].field, "Caudal");
}

}  // namespace
}  // namespace aquacis::edge
