// The real program as the package's, as releases in the slots and as the gate: a good release stays, an ill one is
// left.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "aquacis/edge/v1/edge.pb.h"
#include "base/mqtt/mqtt.hpp"
#include "edge-node/update/bundle.hpp"
#include "edge-node/update/tests/file_server.hpp"
#include "edge-node/update/tests/gateway_machine.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge::update::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int gone_back = 3;
// Takes the real node's place with the release's own settings.
const std::string with_own_settings =
    "#!/bin/sh\nhere=\"${0%/*}\"\nexec \"$here/node\" run --config \"$here/../share/edge.toml\"\n";

std::string no_cloud() { return "server = \"tcp://127.0.0.1:" + std::to_string(aquacis::test::free_port()) + "\"\n"; }

std::string cloud_at(aquacis::test::MosquittoServer& broker, const std::string& server) {
    const auto device = broker.issue("11.QRO-GW-0147");
    return "server = \"" + server + "\"\nca = \"" + broker.ca().string() + "\"\ncertificate = \"" +
           device.certificate.string() + "\"\nkey = \"" + device.key.string() + "\"\n";
}

// Says a command over the broker and waits for its answer.
class Office {
public:
    explicit Office(aquacis::test::MosquittoServer& broker) {
        const auto own = broker.issue("aquacis-ingest");
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = "office";
        settings.tls = mqtt::Tls{broker.ca(), own.certificate, own.key};
        session_ = std::make_unique<mqtt::Session>(
            std::move(settings),
            [this](const mqtt::Message& message) {
                const std::lock_guard lock(mutex_);
                edge::v1::CommandAnswer answer;
                if (answer.ParseFromString(message.payload)) answers_[answer.command_id()] = answer;
            },
            [] {});
        if (!session_->connect() || !session_->subscribe("aquacis/11.QRO-GW-0147/command/answer"))
            throw std::runtime_error("no broker");
    }
    edge::v1::CommandAnswer update(const std::string& url, const std::string& sha256) {
        return answer_to(say_update(url, sha256));
    }
    std::string say_update(const std::string& url, const std::string& sha256) {
        edge::v1::Command command;
        command.set_command_id("update-" + std::to_string(++count_));
        command.set_expires_at_us(to_microseconds(SystemClock().now() + 180s));
        command.set_kind(edge::v1::COMMAND_KIND_UPDATE);
        command.set_url(url);
        command.set_sha256(sha256);
        session_->publish({"aquacis/11.QRO-GW-0147/command", command.SerializeAsString()});
        return command.command_id();
    }
    edge::v1::CommandAnswer answer_to(const std::string& command_id) {
        for (const auto until = std::chrono::steady_clock::now() + 120s; std::chrono::steady_clock::now() < until;
             std::this_thread::sleep_for(20ms)) {
            const std::lock_guard lock(mutex_);
            if (const auto found = answers_.find(command_id); found != answers_.end()) return found->second;
        }
        return {};
    }

private:
    std::mutex mutex_;
    std::map<std::string, edge::v1::CommandAnswer> answers_;
    int count_ = 0;
    std::unique_ptr<mqtt::Session> session_;
};

class Update : public testing::Test {
protected:
    static void install(GatewayMachine& machine, const fs::path& bundle) {
        const Ran ran = machine.update("install " + bundle.string());
        ASSERT_EQ(ran.status, 0) << ran.output;
    }
    // The package's program runs, then release 1.0.0 in slot A, proven.
    static void begin(GatewayMachine& machine) {
        machine.power_on();
        ASSERT_TRUE(machine.wait_for("")) << read(machine.folder.path / "log");
        install(machine, machine.pack_real("1.0.0", machine.signer));
        ASSERT_EQ(machine.update("gate").status, 0) << read(machine.folder.path / "log");
        ASSERT_TRUE(machine.wait_for("1.0.0"));
        ASSERT_EQ(machine.update("gate").status, 0);  // nothing on trial
    }
    static void expect_runs_first_release(GatewayMachine& machine) {
        EXPECT_TRUE(machine.wait_for("1.0.0")) << read(machine.folder.path / "log");
        EXPECT_NE(machine.status().find("\"starts\": \"A\""), std::string::npos) << machine.status();
    }
    // By the start itself: no gate runs.
    static void expect_given_up(GatewayMachine& machine) {
        std::string status;
        for (int tries = 0; tries < 200 && status.find("started 3 times") == std::string::npos; ++tries) {
            std::this_thread::sleep_for(50ms);
            status = machine.status();
        }
        EXPECT_NE(status.find("started 3 times and never marked good"), std::string::npos) << status;
        expect_runs_first_release(machine);
    }
};

TEST_F(Update, of_a_good_release_stays) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    install(machine, machine.pack_real("1.1.0", machine.signer));
    const Ran gate = machine.update("gate");
    EXPECT_EQ(gate.status, 0) << gate.output;
    EXPECT_TRUE(machine.wait_for("1.1.0"));
    EXPECT_NE(machine.status().find("\"starts\": \"B\""), std::string::npos);
    machine.power_off();
    machine.power_on();
    EXPECT_TRUE(machine.wait_for("1.1.0"));
    EXPECT_EQ(machine.update("rollback").status, 0);
    expect_runs_first_release(machine);
}

TEST_F(Update, to_a_program_that_ends_at_once_goes_back_without_any_gate) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    install(machine, machine.pack_script("1.1.0", "#!/bin/sh\nexit 1\n"));
    expect_given_up(machine);
}

TEST_F(Update, to_a_file_that_is_no_program_goes_back_without_any_gate) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    install(machine, machine.pack_script("1.1.0",
                                         "\x7f"
                                         "ELF no program of this machine"));
    expect_given_up(machine);
}

TEST_F(Update, to_a_node_whose_receivers_never_open_goes_back) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    const std::string deaf = machine.settings(
        machine.uplink(), "kind = \"im871a\"\nserial = \"" + (machine.folder.path / "no-such-tty").string() + "\"\n");
    install(machine, machine.pack_script("1.1.0", with_own_settings, deaf));
    const Ran gate = machine.update("gate");
    EXPECT_EQ(gate.status, gone_back) << gate.output;
    EXPECT_NE(gate.output.find("the node is not well"), std::string::npos) << gate.output;
    expect_runs_first_release(machine);
}

TEST_F(Update, to_a_node_that_hangs_goes_back) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    install(machine, machine.pack_script("1.1.0", "#!/bin/sh\nexec sleep 600\n"));
    const Ran gate = machine.update("gate");
    EXPECT_EQ(gate.status, gone_back) << gate.output;
    expect_runs_first_release(machine);
}

TEST_F(Update, whose_gate_is_killed_is_decided_by_the_next_one) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    install(machine, machine.pack_script("1.1.0", "#!/bin/sh\nexec sleep 600\n"));
    const pid_t gate = machine.begin({"gate"});
    std::this_thread::sleep_for(500ms);
    ::kill(gate, SIGKILL);
    int status = 0;
    ::waitpid(gate, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_NE(machine.status().find("trial"), std::string::npos);
    EXPECT_EQ(machine.update("gate").status, gone_back);
    expect_runs_first_release(machine);
}

// Whoever restarts the node may die before it does.
TEST_F(Update, whose_restart_was_lost_is_restarted_by_the_gate) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    const std::string bundle = machine.pack_real("1.1.0", machine.signer).string();
    ASSERT_EQ(machine.update("install --no-restart " + bundle).status, 0);
    EXPECT_EQ(machine.update("gate").status, 0);
    EXPECT_NE(machine.status().find("\"starts_used\": \"0 of 3\""), std::string::npos)
        << "it waits for its start, and is not judged before";
    EXPECT_TRUE(machine.wait_for("1.0.0"));
    const SlotFolder slots(machine.folder.path / "releases");
    slots.change([](SlotTable& table) { table.restart_due = true; });
    EXPECT_EQ(machine.update("gate").status, 0);
    EXPECT_TRUE(machine.wait_for("1.1.0"));
    EXPECT_EQ(slots.read().at(1).status, SlotStatus::good);
    slots.change([](SlotTable& table) {
        table.give_up("ill");
        table.restart_due = true;
    });
    EXPECT_EQ(machine.update("gate").status, 0);
    expect_runs_first_release(machine);
}

// install and gate are killed at any moment, and the node with them; the next gate ends it, and what the table names
// answers.
TEST_F(Update, killed_again_and_again_leaves_a_node_that_runs) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    constexpr unsigned seed = 20'261'123;
    RecordProperty("seed", static_cast<int>(seed));
    std::mt19937 random(seed);
    const auto killed_within = [&](const std::vector<std::string>& words, unsigned most_ms) {
        const pid_t child = machine.begin(words);
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % most_ms));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    };
    const SlotFolder slots(machine.folder.path / "releases");
    for (int round = 1; round <= 8; ++round) {
        const bool good = round % 2 == 0;
        const std::string version = "1." + std::to_string(round);
        const fs::path bundle = good ? machine.pack_real(version, machine.signer)
                                     : machine.pack_script(version, "#!/bin/sh\nexec sleep 600\n");
        killed_within({"install", bundle.string()}, 250);
        killed_within({"gate"}, 900);
        if (random() % 2 == 0) {
            machine.power_off();
            machine.power_on();
        }
        machine.update("gate");
        const SlotTable table = slots.read();
        ASSERT_FALSE(table.on_trial()) << round << machine.status();
        ASSERT_NE(table.primary, no_slot) << round << machine.status();
        ASSERT_TRUE(machine.wait_for(table.at(table.primary).version))
            << "round " << round << machine.status() << read(machine.folder.path / "log");
        fs::remove(bundle);
        fs::remove_all(machine.folder.path / ("tree-" + version));
    }
}

TEST_F(Update, that_is_refused_leaves_the_node_alone) {
    GatewayMachine machine(no_cloud());
    begin(machine);
    const auto running = machine.health().started_us;
    const ReleaseAuthority stranger;
    const Ran ran = machine.update("install " + machine.pack_real("1.1.0", stranger.issue()).string());
    EXPECT_EQ(ran.status, 1);
    EXPECT_NE(ran.output.find("not signed by a release certificate"), std::string::npos) << ran.output;
    EXPECT_NE(machine.update("check " + (machine.folder.path / "1.1.0.bundle").string()).status, 0);
    EXPECT_FALSE(fs::exists(machine.folder.path / "releases/B"));
    EXPECT_EQ(machine.health().started_us, running);
}

// The node brings it, the system's unit (here: this test) installs it.
TEST_F(Update, that_the_cloud_asks_for_is_brought_installed_and_kept) {
    if (const auto missing = aquacis::test::MosquittoServer::missing()) GTEST_SKIP() << *missing;
    aquacis::test::MosquittoServer broker;
    GatewayMachine machine(cloud_at(broker, broker.url()));
    begin(machine);
    Office office(broker);
    const fs::path bundle = machine.pack_real("1.1.0", machine.signer);
    FileServer server(read(bundle));
    server.fails_every = 3;
    const auto answer = office.update(server.url(), sha256_of(bundle));
    EXPECT_EQ(answer.status() + " " + answer.detail(), "done 1.1.0");
    EXPECT_TRUE(machine.wait_for("1.0.0")) << "nothing is installed by the node itself";
    const Ran installed = machine.update("install-fetched");
    ASSERT_EQ(installed.status, 0) << installed.output;
    EXPECT_EQ(machine.update("gate").status, 0);
    EXPECT_TRUE(machine.wait_for("1.1.0"));
    EXPECT_NE(machine.status().find("\"last_fetched\": \"installed\""), std::string::npos) << machine.status();
    EXPECT_TRUE(fs::is_empty(machine.folder.path / "state/update"));

    const fs::path strange = machine.pack("1.2.0", ReleaseAuthority().issue(), {}, {});
    FileServer strangers(read(strange));
    const auto refused = office.update(strangers.url(), sha256_of(strange));
    EXPECT_EQ(refused.status(), "failed");
    EXPECT_NE(refused.detail().find("not signed by a release certificate"), std::string::npos) << refused.detail();
    EXPECT_TRUE(fs::is_empty(machine.folder.path / "state/update"));
    write(machine.folder.path / "state/update/fetched.bundle", read(strange));
    EXPECT_EQ(machine.update("install-fetched").status, 1) << "what lies there is believed no more than any other file";
    EXPECT_NE(machine.status().find("not installed: "), std::string::npos) << machine.status();
    EXPECT_TRUE(fs::is_empty(machine.folder.path / "state/update"));
    EXPECT_EQ(office.update("http://updates.utility.mx/x.bundle", std::string(64, '0')).status(), "failed");
    EXPECT_TRUE(machine.wait_for("1.1.0"));
}

// A link of days, and a power cut within them: nobody has to ask again.
TEST_F(Update, that_a_power_cut_interrupts_goes_on_by_itself) {
    if (const auto missing = aquacis::test::MosquittoServer::missing()) GTEST_SKIP() << *missing;
    aquacis::test::MosquittoServer broker;
    GatewayMachine machine(cloud_at(broker, broker.url()));
    begin(machine);
    Office office(broker);
    const fs::path bundle = machine.pack_real("1.1.0", machine.signer);
    FileServer server(read(bundle));
    server.status = 503;
    const std::string command = office.say_update(server.url(), sha256_of(bundle));
    for (const auto until = std::chrono::steady_clock::now() + 20s;
         server.asked == 0 && std::chrono::steady_clock::now() < until;)
        std::this_thread::sleep_for(20ms);
    ASSERT_GT(server.asked, 0);
    machine.power_off();
    server.status = 0;
    machine.power_on();
    const auto answer = office.answer_to(command);
    EXPECT_EQ(answer.status() + " " + answer.detail(), "done 1.1.0");
    EXPECT_FALSE(fs::exists(machine.folder.path / "state/asked_update"));
    EXPECT_EQ(machine.update("install-fetched").status, 0);
    EXPECT_EQ(machine.update("gate").status, 0);
    EXPECT_TRUE(machine.wait_for("1.1.0"));
}

// The broker was reached before; the new release does not reach it.
TEST_F(Update, to_a_node_that_loses_the_cloud_goes_back) {
    if (const auto missing = aquacis::test::MosquittoServer::missing()) GTEST_SKIP() << *missing;
    aquacis::test::MosquittoServer broker;
    GatewayMachine machine(cloud_at(broker, broker.url()));
    begin(machine);
    ASSERT_TRUE(machine.health().cloud);
    const std::string astray = machine.settings(
        cloud_at(broker, "ssl://localhost:" + std::to_string(aquacis::test::free_port())), machine.good_receiver());
    install(machine, machine.pack_script("1.1.0", with_own_settings, astray));
    const Ran gate = machine.update("gate");
    EXPECT_EQ(gate.status, gone_back);
    EXPECT_NE(gate.output.find("the cloud is not reached"), std::string::npos) << gate.output;
    expect_runs_first_release(machine);
    install(machine, machine.pack_script("1.2.0", with_own_settings,
                                         machine.settings(machine.uplink(), machine.good_receiver())));
    EXPECT_EQ(machine.update("gate").status, 0);
    EXPECT_TRUE(machine.wait_for("1.2.0"));
}

// RAUC is asked by its command line: a script that writes down what it was told stands in for it.
TEST_F(Update, with_rauc_tells_it_what_the_gate_found) {
    GatewayMachine machine(no_cloud());
    const fs::path told = machine.folder.path / "told";
    write(machine.folder.path / "rauc", "#!/bin/sh\necho \"$*\" >> " + told.string() + "\n");
    fs::permissions(machine.folder.path / "rauc", static_cast<fs::perms>(0755));
    write(machine.folder.path / "os-release", "VERSION=1\n");
    EXPECT_EQ(machine.update("gate --with rauc").status, gone_back);  // no node answers, and this system never was good
    EXPECT_EQ(read(told), "status mark-bad booted\n");
    EXPECT_TRUE(fs::remove(machine.folder.path / "rebooted"));
    // The cloud must be reached by the first system: how it was before is not known. Here it is the one that was
    // before.
    fs::create_directories(machine.folder.path / "releases");
    write(machine.folder.path / "releases/proven.json", R"({"release":"another","cloud":false,"receivers_open":1})");
    machine.power_on();
    ASSERT_TRUE(machine.wait_for(""));
    EXPECT_EQ(machine.update("gate --with rauc").status, 0);
    EXPECT_EQ(read(told), "status mark-bad booted\nstatus mark-good booted\n");
    machine.power_off();
    EXPECT_EQ(machine.update("gate --with rauc").status, 0);  // proven once: not left
    EXPECT_EQ(read(told), "status mark-bad booted\nstatus mark-good booted\nstatus mark-good booted\n");
    EXPECT_FALSE(fs::exists(machine.folder.path / "rebooted"));
    write(machine.folder.path / "os-release", "VERSION=2\n");
    EXPECT_EQ(machine.update("gate --with rauc").status, gone_back);
    EXPECT_TRUE(fs::exists(machine.folder.path / "rebooted"));
    EXPECT_NE(machine.update("install x --with rauc").status, 0);
}

}  // namespace
}  // namespace aquacis::edge::update::test
