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
    const auto topic = parse_topic("aquacis/11.QRO-GW-0147/up", "up");
    ASSERT_TRUE(topic);
    EXPECT_EQ(topic->administration, queretaro);
    EXPECT_EQ(topic->gateway_id, "QRO-GW-0147");
    EXPECT_EQ(topic_of(*topic, "up"), "aquacis/11.QRO-GW-0147/up");
    EXPECT_TRUE(parse_topic("aquacis/11.QRO.2/twin/reported", "twin/reported"));
    for (const char* wrong :
         {"aquacis/11.QRO/ack", "aquacis/x.QRO/up", "aquacis/0.QRO/up", "aquacis/011.QRO/up", "aquacis/-1.QRO/up",
          "aquacis/11./up", "aquacis/QRO/up", "aquacis/11/QRO/up", "aquacis/11.QRO/up/more", "other/11.QRO/up", ""})
        EXPECT_FALSE(parse_topic(wrong, "up")) << wrong;
}

// 132 bytes of a batch unpacked to a driver of 900 KB, and that was an event.
TEST(Reading, ATextIsAWord) {
    RawReading good = reading_at(noon);
    ASSERT_EQ(fault_of(good), std::nullopt);
    good.driver = std::string(64, 'x');
    good.status.assign(32, "leak");
    good.target_date = "2026-10-31";
    EXPECT_EQ(fault_of(good), std::nullopt);
    const auto broken = [&](auto change) {
        RawReading reading = good;
        change(reading);
        return fault_of(reading).has_value();
    };
    EXPECT_TRUE(broken([](auto& r) { r.driver.push_back('x'); }));
    EXPECT_TRUE(broken([](auto& r) { r.driver = std::string("a\0b", 3); }));
    EXPECT_TRUE(broken([](auto& r) { r.status.emplace_back("leak"); }));
    EXPECT_TRUE(broken([](auto& r) { r.status[3] = std::string(65, 'x'); }));
    EXPECT_TRUE(broken([](auto& r) { r.target_date = "2026-02-30"; }));
    EXPECT_TRUE(broken([](auto& r) { r.volume_m3 = "1." + std::string(900'000, '0'); }));
}

}  // namespace
}  // namespace aquacis::ingest
