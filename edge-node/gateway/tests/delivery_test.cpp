// The whole way: lines into the real program, batches through a real broker, counted independently at the other end.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "aquacis/edge/v1/edge.pb.h"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/simulator/telegrams.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

const Date september{std::chrono::year(2026) / 9 / 1};
constexpr auto patience = 60s;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line;
    return text;
}

std::string air_of(const MeterRegister& meters, int first, int last, const AirSettings& settings = {}) {
    AirCounts counts;
    std::string text;
    for (int day = first; day <= last; ++day)
        text += joined(lines_of_day(meters, settings, day, counts));
    return text;
}

// What must arrive, computed from the register alone. A local day's telegrams are between 6 and 20 h: UTC 12 to 26 h.
std::set<std::pair<std::string, std::string>> expected(const MeterRegister& meters, int first, int last) {
    std::set<std::pair<std::string, std::string>> all;
    for (const SimulatedMeter& meter : meters.meters)
        for (int day = first; day <= last; ++day)
            all.emplace(meter.address.id, Decimal(meter.litres(day), 3).to_string());
    return all;
}

std::set<std::pair<std::string, std::string>> arrived(const FakeCloud& cloud) {
    std::set<std::pair<std::string, std::string>> all;
    for (const auto& [reading, times] : cloud.delivered())
        all.emplace(reading.serial, reading.volume_m3);
    return all;
}

template <class Condition>
bool eventually(Condition&& condition, std::chrono::seconds at_most = patience) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

class Delivery : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_);
    }
    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
};

TEST_F(Delivery, EveryReadingArrivesOnceAndTheSpoolEndsEmpty) {
    const MeterRegister meters = make_register(300, september);
    EdgeProcess edge(*broker_, {});
    edge.write_keys(meters);
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air_of(meters, 1, 4)));
    ASSERT_TRUE(cloud_->wait_for(1'200, patience)) << edge.log();
    EXPECT_EQ(arrived(*cloud_), expected(meters, 1, 4));
    for (const auto& [reading, times] : cloud_->delivered())
        EXPECT_EQ(times, 1) << reading.serial;
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 0; }));
    EXPECT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "online"; }));
    EXPECT_TRUE(edge.is_small()) << edge.resident_kib() << " KiB resident";
    EXPECT_EQ(edge.end(), 0) << edge.log();
    EXPECT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "offline"; }));
}

TEST_F(Delivery, CorruptLinesAndStrangersInventNothing) {
    const MeterRegister meters = make_register(60, september);
    EdgeProcess edge(*broker_, {});
    edge.write_keys(meters);
    edge.start();
    Feeder feeder(edge.port());
    AirSettings bad;
    bad.corrupt = 300;
    bad.unknown = 20;  // half of them encrypted with keys nobody has
    ASSERT_TRUE(feeder.write("\n;;;;\nT1;1;1\nnonsense\n" + air_of(meters, 1, 1, bad)));
    ASSERT_TRUE(cloud_->wait_for(70, patience));
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM sealed") == 10; }));
    std::this_thread::sleep_for(300ms);
    const auto got = arrived(*cloud_);
    EXPECT_EQ(got.size(), 70U);
    for (const auto& one : expected(meters, 1, 1))
        EXPECT_TRUE(got.count(one)) << one.first;
}

TEST_F(Delivery, TheBrokersAbsenceCostsNothing) {
    const MeterRegister meters = make_register(200, september);
    EdgeProcess edge(*broker_, {});
    edge.write_keys(meters);
    broker_->stop();
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air_of(meters, 1, 3)));
    ASSERT_TRUE(eventually(
        [&] { return std::filesystem::exists(edge.spool()) && edge.count("SELECT count(*) FROM readings") == 600; }));
    broker_->start();
    cloud_->connect();
    ASSERT_TRUE(cloud_->wait_for(600, patience)) << edge.log();
    EXPECT_EQ(arrived(*cloud_), expected(meters, 1, 3));
}

TEST_F(Delivery, NothingLeavesTheSpoolBeforeItsAcknowledgement) {
    const MeterRegister meters = make_register(50, september);
    EdgeProcess edge(*broker_, {});
    edge.write_keys(meters);
    cloud_->acknowledge(false);
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air_of(meters, 1, 1)));
    ASSERT_TRUE(cloud_->wait_for(50, patience));
    ASSERT_TRUE(eventually([&] { return cloud_->batches() >= 2; }));  // sent again, for want of an answer
    EXPECT_EQ(edge.count("SELECT count(*) FROM readings"), 50);
    cloud_->acknowledge(true);
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 0; }));
}

TEST_F(Delivery, AWrongKeyKeepsTheTelegramUntilTheRightOneComes) {
    const MeterRegister meters = make_register(30, september);
    MeterRegister wrong = meters;
    for (SimulatedMeter& meter : wrong.meters)
        meter.key[0] ^= 0xFF;
    EdgeProcess edge(*broker_, {});
    edge.write_keys(wrong);
    edge.start();
    Feeder feeder(edge.port());
    ASSERT_TRUE(feeder.write(air_of(meters, 1, 2)));
    ASSERT_TRUE(cloud_->wait_for(20, patience));  // the ten plain meters
    ASSERT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM sealed") == 40; }));
    EXPECT_EQ(cloud_->distinct(), 20U);
    edge.write_keys(meters);
    edge.reload_keys();
    ASSERT_TRUE(cloud_->wait_for(60, patience)) << edge.log();
    EXPECT_EQ(arrived(*cloud_), expected(meters, 1, 2));
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM sealed") == 0; }));
}

// The fifth field of each line, what the receiver measured, set to `level`.
std::string with_level(const std::string& air, int level) {
    std::string text;
    std::size_t from = 0;
    for (std::size_t end = air.find('\n'); end != std::string::npos; from = end + 1, end = air.find('\n', from)) {
        std::string line = air.substr(from, end - from + 1);
        std::size_t field = 0;
        for (int i = 0; i < 4; ++i)
            field = line.find(';', field) + 1;
        text += line.replace(field, line.find(';', field) - field, std::to_string(level));
    }
    return text;
}

TEST_F(Delivery, TheSameTelegramHeardByTwoReceiversIsOneReadingWithTheBetterRssi) {
    const MeterRegister meters = make_register(20, september);
    EdgeProcess edge(*broker_, {.more_settings = "", .second_receiver = true});
    edge.write_keys(meters);
    cloud_->acknowledge(false);
    edge.start();
    Feeder near(edge.port(0));
    Feeder far(edge.port(1));
    const std::string air = air_of(meters, 1, 1);
    ASSERT_TRUE(far.write(with_level(air, 60)));
    ASSERT_TRUE(near.write(with_level(air, 120)));
    ASSERT_TRUE(near.write(with_level(air, 80)));
    ASSERT_TRUE(cloud_->wait_for(20, patience));
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings WHERE rssi = -30") == 20; }));
    EXPECT_EQ(edge.count("SELECT count(*) FROM readings"), 20);
    cloud_->acknowledge(true);
    EXPECT_TRUE(eventually([&] { return edge.count("SELECT count(*) FROM readings") == 0; }));
    EXPECT_EQ(cloud_->distinct(), 20U);
}

TEST_F(Delivery, ADesiredStateIsTriedAppliedRefusedOrRolledBack) {
    EdgeProcess edge(*broker_, {.more_settings = "[twin]\nconfirm_after_ms = 700\ngive_up_after_ms = 2500\n",
                                .second_receiver = false});
    edge.start();
    ASSERT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "online"; }));
    const auto desire = [&](std::uint64_t version, std::uint32_t minutes, const std::string& server) {
        v1::TwinDesired wanted;
        wanted.set_version(version);
        wanted.set_interval_minutes(minutes);
        wanted.set_server(server);
        cloud_->send("aquacis/11.QRO-GW-0147/twin/desired", wanted.SerializeAsString());
    };
    const auto reported = [&](std::uint64_t version, v1::TwinOutcome outcome) {
        return eventually(
            [&] {
                v1::TwinReported told;
                told.ParseFromString(cloud_->last("aquacis/11.QRO-GW-0147/twin/reported"));
                return told.version() == version && told.outcome() == outcome;
            },
            20s);
    };
    desire(1, 15, "");
    EXPECT_TRUE(reported(1, v1::TWIN_OUTCOME_APPLIED)) << edge.log();
    desire(2, 9'999, "");
    EXPECT_TRUE(reported(2, v1::TWIN_OUTCOME_REFUSED));
    desire(3, 30, "ssl://localhost:1");
    EXPECT_TRUE(reported(3, v1::TWIN_OUTCOME_ROLLED_BACK)) << edge.log();
    v1::TwinReported told;
    told.ParseFromString(cloud_->last("aquacis/11.QRO-GW-0147/twin/reported"));
    EXPECT_EQ(told.in_use().interval_minutes(), 15U);
    EXPECT_EQ(told.in_use().server(), broker_->url());
}

TEST_F(Delivery, NothingOlderThanTls13IsSpoken) {
    const std::string port = std::to_string(aquacis::test::free_port());
    const std::string certificate = (broker_->folder() / "localhost.crt").string();
    const std::string key = (broker_->folder() / "localhost.key").string();
    const pid_t old = ::fork();
    if (old == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::execlp("openssl", "openssl", "s_server", "-accept", port.c_str(), "-cert", certificate.c_str(), "-key",
                 key.c_str(), "-tls1_2", "-quiet", nullptr);
        ::_exit(127);
    }
    ::setenv("AQUACIS_UPLINK_SERVER", ("ssl://localhost:" + port).c_str(), 1);
    EdgeProcess edge(*broker_, {});
    edge.start();
    EXPECT_TRUE(eventually([&] { return edge.log().find("protocol version") != std::string::npos; }, 20s))
        << edge.log();
    ::unsetenv("AQUACIS_UPLINK_SERVER");
    ::kill(old, SIGKILL);
    ::waitpid(old, nullptr, 0);
}

TEST_F(Delivery, CommandsAreDoneOnceAndOnlyInTime) {
    EdgeProcess edge(*broker_, {});
    edge.start();
    ASSERT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "online"; }));
    const SystemClock clock;
    const auto ask = [&](const std::string& id, std::chrono::seconds in, v1::CommandKind kind) {
        v1::Command command;
        command.set_command_id(id);
        command.set_expires_at_us(to_microseconds(clock.now() + in));
        command.set_kind(kind);
        cloud_->send("aquacis/11.QRO-GW-0147/command", command.SerializeAsString());
        v1::CommandAnswer answer;
        eventually(
            [&] {
                answer.ParseFromString(cloud_->last("aquacis/11.QRO-GW-0147/command/answer"));
                return answer.command_id() == id;
            },
            10s);
        return answer;
    };
    EXPECT_EQ(ask("a", 60s, v1::COMMAND_KIND_RELOAD_KEYS).status(), "done");
    EXPECT_EQ(ask("b", -60s, v1::COMMAND_KIND_RELOAD_KEYS).status(), "expired");
    const auto state = ask("c", 60s, v1::COMMAND_KIND_REPORT_STATE);
    EXPECT_EQ(state.status(), "done");
    EXPECT_NE(state.detail().find("QRO-GW-0147"), std::string::npos);
    EXPECT_EQ(ask("d", 60s, v1::COMMAND_KIND_UNSPECIFIED).status(), "refused");
}

}  // namespace
}  // namespace aquacis::edge::test
