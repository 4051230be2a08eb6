#include <gtest/gtest.h>

#include "cloud/ingest/domain/reading.hpp"

namespace aquacis::ingest {
namespace {

using namespace std::chrono_literals;

const AdministrationId queretaro{11};
const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 12h + 30min;

RawReading reading_at(Instant at) {
    RawReading reading;
    reading.manufacturer = "KAM";
    reading.serial = "64107712";
    reading.version = 27;
    reading.device_type = 22;
    reading.counter = 42;
    reading.payload_hash = "12345678";
    reading.taken_at = at;
    reading.volume_m3 = "123.456";
    return reading;
}

TEST(Reading, FaultsNameTheField) {
    EXPECT_FALSE(fault_of(reading_at(noon)));
    auto bad = reading_at(noon);
    bad.manufacturer = "K1";
    EXPECT_NE(fault_of(bad)->find("manufacturer"), std::string::npos);
    bad = reading_at(noon);
    bad.serial = "1234567X";
    EXPECT_NE(fault_of(bad)->find("serial"), std::string::npos);
    bad = reading_at(Instant{});
    EXPECT_NE(fault_of(bad)->find("taken_at"), std::string::npos);
    bad = reading_at(noon);
    bad.volume_m3 = "1e3";
    EXPECT_NE(fault_of(bad)->find("volume_m3"), std::string::npos);
    bad = reading_at(noon);
    bad.payload_hash.clear();
    EXPECT_NE(fault_of(bad)->find("payload_hash"), std::string::npos);
}

TEST(Reading, TheSameTelegramIsTheSameEventWithinTheHourAndNotAfter) {
    EXPECT_EQ(identity_of(queretaro, reading_at(noon)).event_id,
              identity_of(queretaro, reading_at(noon + 10min)).event_id);
    EXPECT_NE(identity_of(queretaro, reading_at(noon)).event_id,
              identity_of(queretaro, reading_at(noon + 1h)).event_id);
    EXPECT_NE(identity_of(queretaro, reading_at(noon)).event_id,
              identity_of(AdministrationId(12), reading_at(noon)).event_id);
    auto other = reading_at(noon);
    other.counter = 43;
    EXPECT_NE(identity_of(queretaro, reading_at(noon)).event_id, identity_of(queretaro, other).event_id);
}

TEST(Reading, NearTheHoursEndTheNeighbourIsTheNextHoursEvent) {
    EXPECT_FALSE(identity_of(queretaro, reading_at(noon)).neighbour);
    const auto before = identity_of(queretaro, reading_at(noon + 29min));  // 12:59
    const auto after = identity_of(queretaro, reading_at(noon + 31min));   // 13:01
    EXPECT_NE(before.event_id, after.event_id);
    EXPECT_EQ(before.neighbour, after.event_id);
    EXPECT_EQ(after.neighbour, before.event_id);
}

TEST(Topic, OnlyAGatewaysUplinkIsOne) {
    const auto topic = parse_topic("aquacis/11/QRO-GW-0147/up");
    ASSERT_TRUE(topic);
    EXPECT_EQ(topic->administration, queretaro);
    EXPECT_EQ(topic->gateway_id, "QRO-GW-0147");
    for (const char* wrong : {"aquacis/11/QRO/ack", "aquacis/x/QRO/up", "aquacis/0/QRO/up", "aquacis/11//up",
                              "aquacis/11/QRO/up/more", "other/11/QRO/up", ""})
        EXPECT_FALSE(parse_topic(wrong)) << wrong;
}

}  // namespace
}  // namespace aquacis::ingest
