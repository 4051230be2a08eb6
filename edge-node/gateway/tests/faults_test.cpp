// What a gateway meets in the field: a clock from 1970, a full disk, a damaged file. It goes on, and says so.

#include <gtest/gtest.h>

#include <fstream>
#include <mutex>
#include <set>

#include "aquacis/edge/v1/edge.pb.h"
#include "edge-node/gateway/tests/disk.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/hourly_air.hpp"
#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

const Date september{std::chrono::year(2026) / 9 / 1};
constexpr auto patience = 60s;

class Faults : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_, [this](const v1::MeterReading& reading) {
            const std::lock_guard lock(mutex_);
            arrived_.push_back(reading);
        });
    }
    std::vector<v1::MeterReading> arrived() const {
        const std::lock_guard lock(mutex_);
        return arrived_;
    }
    bool arrives(std::size_t readings) {
        return eventually([&] { return arrived().size() >= readings; }, patience);
    }
    std::size_t distinct() const {
        std::set<std::pair<std::string, std::string>> found;
        for (const v1::MeterReading& reading : arrived())
            found.emplace(reading.serial(), reading.volume_m3());
        return found.size();
    }

    mutable std::mutex mutex_;
    std::vector<v1::MeterReading> arrived_;
    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
};

TEST_F(Faults, ReadingsOfAClockFrom1970GetTheirTimeWhenItIsSet) {
    const Disk disk = Disk::temporary_folder();
    const HourlyAir air(make_register(9, september), local_midnight(september));
    write_keys(air.meters(), disk.folder() / "keys.toml");
    ManualClock clock(Instant(5s));
    std::atomic<std::int64_t> uptime_us{0};
    const std::uint16_t port = aquacis::test::free_port();
    Node node(node_settings(*broker_, disk.folder(), {port, LineTime::ignored, ""}),
              {&clock, [&] { return uptime_us.load(); }, seeded_random(1)});
    uptime_us = 100'000'000;
    node.start();
    Feeder feeder(port);
    ASSERT_TRUE(feeder.write(air.hour(0)));
    ASSERT_TRUE(eventually([&] { return node.intake().counts().readings == 9; }, patience));
    std::this_thread::sleep_for(1s);
    EXPECT_TRUE(arrived().empty()) << "sent without a time";

    const Instant noon = local_midnight(september) + 12h;
    uptime_us = 3'700'000'000;
    clock.set(noon);
    ASSERT_TRUE(arrives(9));
    for (const v1::MeterReading& reading : arrived()) {
        EXPECT_EQ(reading.time_quality(), v1::TIME_QUALITY_REWRITTEN);
        EXPECT_EQ(to_iso(from_microseconds(reading.taken_at_us())), to_iso(noon - 1h));
    }
    ASSERT_TRUE(feeder.write(air.hour(1)));
    ASSERT_TRUE(arrives(18));
    EXPECT_EQ(arrived().size(), 18U);
    EXPECT_EQ(arrived().back().time_quality(), v1::TIME_QUALITY_SYNCED);
    EXPECT_EQ(to_iso(from_microseconds(arrived().back().taken_at_us())), to_iso(noon));
}

// The program alone begins anew; the machine and its monotonic clock went on.
TEST_F(Faults, ARestartBeforeTheClockIsSetCostsNoTime) {
    const Disk disk = Disk::temporary_folder();
    const HourlyAir air(make_register(9, september), local_midnight(september));
    write_keys(air.meters(), disk.folder() / "keys.toml");
    ManualClock clock(Instant(5s));
    std::atomic<std::int64_t> uptime_us{100'000'000};
    const auto live = [&](const std::function<void(Node&, Feeder&)>& step) {
        const std::uint16_t port = aquacis::test::free_port();
        Node node(node_settings(*broker_, disk.folder(), {port, LineTime::ignored, ""}),
                  {&clock, [&] { return uptime_us.load(); }, seeded_random(1), 77});
        node.start();
        Feeder feeder(port);
        step(node, feeder);
    };
    live([&](Node& node, Feeder& feeder) {
        ASSERT_TRUE(feeder.write(air.hour(0)));
        ASSERT_TRUE(eventually([&] { return node.intake().counts().readings == 9; }, patience));
    });
    const Instant noon = local_midnight(september) + 12h;
    uptime_us = 3'700'000'000;
    clock.set(noon);
    live([&](Node&, Feeder&) { ASSERT_TRUE(arrives(9)); });
    EXPECT_EQ(arrived().front().time_quality(), v1::TIME_QUALITY_REWRITTEN);
    EXPECT_EQ(to_iso(from_microseconds(arrived().front().taken_at_us())), to_iso(noon - 1h));
}

TEST_F(Faults, AFullDiskIsSaidAndWhatWasHeardIsWrittenWhenThereIsRoom) {
    const auto disk = Disk::loop_device(16 << 20);
    if (!disk) GTEST_SKIP() << "a small disk of its own needs root, mkfs.ext4 and a loop device";
    const HourlyAir air(make_register(500, september), local_midnight(september));
    ::setenv("TMPDIR", disk->folder().c_str(), 1);
    EdgeProcess edge(*broker_, {});
    ::unsetenv("TMPDIR");
    edge.write_keys(air.meters());
    broker_->stop();
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air.hour(0)));
    ASSERT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 500; }, patience));

    const auto filler = disk->folder() / "filler";
    {
        std::ofstream out(filler, std::ios::binary);
        const std::string block(4'096, 'x');
        while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    for (int hour = 1; hour <= 6; ++hour)
        ASSERT_TRUE(feeder.write(air.hour(hour)));
    ASSERT_TRUE(eventually([&] { return edge.log().find("spool.cannot_write") != std::string::npos; }, patience))
        << edge.log();
    EXPECT_NE(edge.log().find("\"full\":true"), std::string::npos) << edge.log();
    EXPECT_LT(edge.count("SELECT count(*) FROM readings"), 3'500);

    std::filesystem::remove(filler);
    ASSERT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 3'500; }, patience))
        << edge.log();
    broker_->start();
    cloud_->connect();
    EXPECT_TRUE(eventually([&] { return distinct() == 3'500U; }, patience)) << distinct();
    EXPECT_EQ(edge.end(), 0);
}

TEST_F(Faults, AFullDiskDoesNotStopWhatTheCloudTakes) {
    const auto disk = Disk::loop_device(16 << 20);
    if (!disk) GTEST_SKIP() << "a small disk of its own needs root, mkfs.ext4 and a loop device";
    const HourlyAir air(make_register(300, september), local_midnight(september));
    ::setenv("TMPDIR", disk->folder().c_str(), 1);
    EdgeProcess edge(*broker_, {});
    ::unsetenv("TMPDIR");
    edge.write_keys(air.meters());
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "online"; }, patience));
    {
        std::ofstream out(disk->folder() / "filler", std::ios::binary);
        const std::string block(4'096, 'x');
        while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    for (int hour = 0; hour < 30; ++hour)
        ASSERT_TRUE(feeder.write(air.hour(hour)));
    EXPECT_TRUE(eventually([&] { return distinct() == 9'000U; }, patience)) << distinct() << edge.log();
}

TEST_F(Faults, ADamagedSpoolIsSetAsideSaidAndGoneOnWithout) {
    const HourlyAir air(make_register(200, september), local_midnight(september));
    EdgeProcess edge(*broker_, {});
    edge.write_keys(air.meters());
    broker_->stop();
    edge.start();
    {
        Feeder feeder(edge.port());
        for (int hour = 0; hour < 20; ++hour)
            ASSERT_TRUE(feeder.write(air.hour(hour)));
        ASSERT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 4'000; }, patience));
    }
    EXPECT_EQ(edge.end(), 0);
    {
        // The file's header, and a page in its middle.
        std::fstream file(edge.spool(), std::ios::in | std::ios::out | std::ios::binary);
        for (const std::streamoff page : {0, 40}) {
            file.seekp(page * 4'096);
            for (int i = 0; i < 64; ++i)
                file.put('\x5A');
        }
    }
    broker_->start();
    cloud_->connect();
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air.hour(20)));
    ASSERT_TRUE(arrives(200)) << edge.log();
    EXPECT_NE(edge.log().find("spool.damaged_file_set_aside"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(edge.spool().string() + ".damaged-1"));
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 0; }, patience));
    EXPECT_EQ(edge.end(), 0);
}

}  // namespace
}  // namespace aquacis::edge::test
