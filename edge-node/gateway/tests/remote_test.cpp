// What the cloud does to a node from afar: desired states with receivers and keys, and commands.

#include <gtest/gtest.h>

#include <thread>

#include "aquacis/edge/v1/edge.pb.h"
#include "edge-node/gateway/receivers/chirpstack_receiver.hpp"
#include "edge-node/gateway/receivers/modbus_receiver.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/modbus_device.hpp"
#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

const std::string gateway = "aquacis/11.QRO-GW-0147/";

constexpr auto patience = 20s;

class Remote : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_);
        edge_ = std::make_unique<EdgeProcess>(
            *broker_,
            EdgeProcess::Options{.more_settings = "[twin]\nconfirm_after_ms = 700\ngive_up_after_ms = 2500\n"});
        start();
    }
    void start() {
        edge_->start();
        ASSERT_TRUE(eventually([&] { return cloud_->state("QRO-GW-0147") == "online"; }, patience)) << edge_->log();
    }
    v1::TwinReported desire(v1::TwinDesired wanted, v1::TwinOutcome outcome) {
        cloud_->send(gateway + "twin/desired", wanted.SerializeAsString());
        v1::TwinReported told;
        EXPECT_TRUE(eventually(
            [&] {
                told.ParseFromString(cloud_->last(gateway + "twin/reported"));
                return told.version() == wanted.version() && told.outcome() == outcome;
            },
            patience))
            << told.ShortDebugString() << edge_->log();
        return told;
    }
    v1::CommandAnswer ask(v1::Command command, std::chrono::seconds in = 60s) {
        command.set_expires_at_us(to_microseconds(SystemClock().now() + in));
        cloud_->send(gateway + "command", command.SerializeAsString());
        v1::CommandAnswer answer;
        EXPECT_TRUE(eventually(
            [&] {
                answer.ParseFromString(cloud_->last(gateway + "command/answer"));
                return answer.command_id() == command.command_id();
            },
            patience))
            << edge_->log();
        return answer;
    }
    static v1::Command make(const std::string& id, v1::CommandKind kind, const std::string& meter = "",
                            v1::ValvePosition valve = {}) {
        v1::Command command;
        command.set_command_id(id);
        command.set_kind(kind);
        command.set_meter(meter);
        command.set_valve(valve);
        return command;
    }
    // A pressure and flow sensor with a valve, asked once a day: what comes sooner was asked for.
    std::string modbus_receiver() const {
        return "[[receiver]]\nname = \"pozo\"\nkind = \"modbus\"\nhost = \"127.0.0.1\"\nport = " +
               std::to_string(device_port_) +
               "\nevery_s = 86400\n"
               "[[receiver.meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\nregister = 0\nvalve_coil = 7\n"
               "[[receiver.meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\nregister = 4\nwords = 1\nquantity = "
               "\"flow\"\nscale = \"0.1\"\n"
               "[[receiver.meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\nregister = 5\nwords = 1\nquantity = "
               "\"pressure\"\nscale = \"0.01\"\n";
    }
    std::size_t arrived(const std::string& serial) const {
        std::size_t count = 0;
        for (const auto& [reading, times] : cloud_->delivered())
            count += reading.serial == serial ? 1U : 0U;
        return count;
    }

    const std::uint16_t device_port_ = aquacis::test::free_port();
    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
    std::unique_ptr<EdgeProcess> edge_;
};

TEST_F(Remote, ReceiversAndKeysAreTakenTriedAndKeptOverARestart) {
    ModbusDevice device(device_port_);
    device.set_register(1, 12'345);
    const MeterRegister meters = make_register(4, std::chrono::year(2026) / 9 / 1);
    std::string keys, secret;
    for (const SimulatedMeter& meter : meters.meters) {
        if (meter.security == Security::none) continue;
        secret = to_hex(meter.key);
        keys += "\"" + meter.address.manufacturer + " " + meter.address.id + "\" = \"" + secret + "\"\n";
    }
    v1::TwinDesired wanted;
    wanted.set_version(1);
    wanted.set_receivers(modbus_receiver());
    wanted.set_keys(keys);
    const auto told = desire(wanted, v1::TWIN_OUTCOME_APPLIED);
    EXPECT_EQ(told.in_use().receivers(), modbus_receiver());
    EXPECT_TRUE(told.in_use().keys().empty()) << "a key is never sent back";
    EXPECT_GE(told.keys_in_use(), 1U);
    EXPECT_TRUE(eventually([&] { return arrived("00000001") == 1; }, patience)) << edge_->log();
    EXPECT_EQ(edge_->log().find(secret), std::string::npos);

    EXPECT_EQ(edge_->end(), 0);
    start();
    EXPECT_TRUE(eventually(
        [&] {
            return edge_->log().find("\"receivers\":1,\"keys\":" + std::to_string(told.keys_in_use())) !=
                   std::string::npos;
        },
        patience))
        << edge_->log();
}

TEST_F(Remote, ReceiversThatCannotBeAreRefusedWithTheReason) {
    v1::TwinDesired wanted;
    wanted.set_version(1);
    wanted.set_receivers("[[receiver]]\nname = \"pozo\"\nkind = \"telepathy\"\n");
    EXPECT_NE(desire(wanted, v1::TWIN_OUTCOME_REFUSED).reason().find("telepathy"), std::string::npos);
    wanted.set_version(2);
    wanted.set_receivers("[[receiver");
    EXPECT_FALSE(desire(wanted, v1::TWIN_OUTCOME_REFUSED).reason().empty());
    wanted.set_version(3);
    wanted.clear_receivers();
    wanted.set_keys("KAM 1 = 2");
    EXPECT_NE(desire(wanted, v1::TWIN_OUTCOME_REFUSED).reason().find("line 1"), std::string::npos);
}

TEST_F(Remote, LostWithTheNewReceiversTheOldOnesComeBack) {
    ModbusDevice device(device_port_);
    v1::TwinDesired wanted;
    wanted.set_version(1);
    wanted.set_receivers(modbus_receiver());
    wanted.set_server("ssl://localhost:1");
    EXPECT_TRUE(desire(wanted, v1::TWIN_OUTCOME_ROLLED_BACK).in_use().receivers().empty());
    Feeder feeder(edge_->port());
    EXPECT_TRUE(feeder.write("# the first receiver listens again\n"));
}

TEST_F(Remote, ReadNowAsksByWireAndLetsTheNextTelegramThrough) {
    ModbusDevice device(device_port_);
    device.set_register(1, 1);
    v1::TwinDesired wanted;
    wanted.set_version(1);
    wanted.set_receivers(modbus_receiver());
    desire(wanted, v1::TWIN_OUTCOME_APPLIED);
    ASSERT_TRUE(eventually([&] { return arrived("00000001") == 1; }, patience));
    EXPECT_EQ(ask(make("r1", v1::COMMAND_KIND_READ_NOW, "KAM 99999999")).status(), "refused");
    const int before = cloud_->batches();
    EXPECT_EQ(ask(make("r2", v1::COMMAND_KIND_READ_NOW, "SIE 00000001")).status(), "done");
    EXPECT_TRUE(eventually([&] { return cloud_->batches() > before; }, patience)) << "a reading within the hour";
}

TEST_F(Remote, AValveIsMovedAndItsRefusalIsTold) {
    ModbusDevice device(device_port_);
    v1::TwinDesired wanted;
    wanted.set_version(1);
    wanted.set_receivers(modbus_receiver());
    desire(wanted, v1::TWIN_OUTCOME_APPLIED);
    const auto answer = ask(make("v1", v1::COMMAND_KIND_VALVE, "SIE 00000001", v1::VALVE_POSITION_OPEN));
    EXPECT_EQ(answer.status(), "done") << answer.detail();
    EXPECT_TRUE(device.coil(7));
    EXPECT_EQ(ask(make("v2", v1::COMMAND_KIND_VALVE, "SIE 00000001", v1::VALVE_POSITION_CLOSED)).status(), "done");
    EXPECT_FALSE(device.coil(7));
    EXPECT_EQ(ask(make("v3", v1::COMMAND_KIND_VALVE, "SIE 00000002", v1::VALVE_POSITION_OPEN)).status(), "refused");
    EXPECT_EQ(ask(make("v4", v1::COMMAND_KIND_VALVE, "SIE 00000001")).status(), "refused") << "neither open nor closed";
    EXPECT_EQ(ask(make("v5", v1::COMMAND_KIND_VALVE, "SIE 00000001", v1::VALVE_POSITION_OPEN), -5s).status(),
              "expired");
    EXPECT_FALSE(device.coil(7));
    device.ignore_writes();
    EXPECT_EQ(ask(make("v6", v1::COMMAND_KIND_VALVE, "SIE 00000001", v1::VALVE_POSITION_OPEN)).status(), "failed");
}

TEST_F(Remote, LogsAreSentAndHoldNoKey) {
    const auto answer = ask(make("l1", v1::COMMAND_KIND_SEND_LOGS));
    EXPECT_EQ(answer.status(), "done");
    EXPECT_NE(answer.detail().find("\"event\":\"node.started\""), std::string::npos) << answer.detail();
}

TEST_F(Remote, ARestartIsDoneOnceAlsoWhenTheCommandComesAgain) {
    const auto command = make("restart-1", v1::COMMAND_KIND_RESTART);
    EXPECT_EQ(ask(command).status(), "done");
    EXPECT_EQ(edge_->wait(20s), 75) << "the service manager starts it again by this";
    start();
    cloud_->send(gateway + "command/answer", "");
    EXPECT_EQ(ask(command).status(), "done");
    EXPECT_EQ(edge_->wait(4s), -1) << "it runs on";
}

TEST(ChirpstackDownlinkTest, IsWhatChirpstack4Takes) {
    EXPECT_EQ(to_chirpstack({"24e124136b502217", 1, Bytes{0x31}}),
              R"({"confirmed":true,"data":"MQ==","devEui":"24e124136b502217","fPort":1})");
}

TEST(ChirpstackSettingsTest, AValveNeedsTwoPayloadsAndTheApplication) {
    const std::string head = "name = \"lora\"\nserver = \"tcp://127.0.0.1:1883\"\n";
    const std::string meter =
        "[[meter]]\ndevice_eui = \"24e124136b502217\"\nvendor = \"strega\"\nmodel = \"smart-valve\"\nmanufacturer = "
        "\"STR\"\n"
        "serial = \"00000001\"\nvalve_port = 1\n";
    const std::string without_payloads = head + meter;
    for (const std::string& more :
         {std::string("valve_open = \"31\"\n"), std::string("valve_open = \"31\"\nvalve_closed = \"31\"\n"),
          std::string("valve_open = \"zz\"\nvalve_closed = \"30\"\n"),
          std::string("valve_open = \"31\"\nvalve_closed = \"30\"\n")})
        EXPECT_THROW(make_chirpstack_receiver(Config::from_text(without_payloads + more, "test"), {}), ConfigError)
            << more;
    EXPECT_NO_THROW(make_chirpstack_receiver(
        Config::from_text(head + "application = \"1\"\n" + meter + "valve_open = \"31\"\nvalve_closed = \"30\"\n",
                          "test"),
        {}));
}

}  // namespace
}  // namespace aquacis::edge::test
