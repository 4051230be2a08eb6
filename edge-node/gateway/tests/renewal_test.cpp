// A gateway's next certificate over a real broker: let in with it, and back to the old one when it is not.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "aquacis/edge/v1/edge.pb.h"
#include "edge-node/gateway/tests/fake_cloud.hpp"
#include "edge-node/gateway/tests/test_node.hpp"

namespace aquacis::edge::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;

const std::string gateway = "aquacis/11.QRO-GW-0147/";

class RenewalAtTheBroker : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_);
        const DeviceKey key = folder().pending_key();
        folder().keep({"QRO-GW-0147", 11, broker_->url(), broker_->sign(key.request_pem(), "11.QRO-GW-0147"),
                       content(broker_->ca())});
        first_ = folder().read().certificate_pem;
        // Of two days' validity the last third has begun.
        clock_.set(SystemClock().now() + 40h);
        const std::string text =
            "[gateway]\nidentity_file = \"" + (folder().path() / "identity.toml").string() + "\"\nstate_folder = \"" +
            (broker_->folder() / "state").string() +
            "\"\n[uplink]\nretry_most_ms = 300\nack_within_ms = 500\n[renewal]\ngive_up_after_ms = 3000\n"
            "[[receiver]]\nname = \"radio\"\nkind = \"rtl-wmbus\"\nlisten = \"127.0.0.1:" +
            std::to_string(aquacis::test::free_port()) + "\"\n";
        node_ = std::make_unique<Node>(
            read_settings(Config::from_text(text, "edge.toml")),
            Node::Surroundings{&clock_, [] { return std::int64_t{1'000'000}; }, seeded_random(5), 0});
        node_->start();
    }
    void TearDown() override { node_.reset(); }

    static std::string content(const fs::path& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    IdentityFolder folder() const { return IdentityFolder(broker_->folder() / "identity"); }
    std::string wanted(const std::string& before = "") const {
        v1::CertificateRequest request;
        EXPECT_TRUE(eventually(
            [&] {
                return request.ParseFromString(cloud_->last(gateway + "certificate/request")) &&
                       request.request_pem() != before;
            },
            20s));
        return request.request_pem();
    }
    void issue(const std::string& pem, const std::string& authorities = "") {
        v1::CertificateIssued issued;
        issued.set_certificate_pem(pem);
        issued.set_authorities_pem(authorities);
        cloud_->send(gateway + "certificate/issued", issued.SerializeAsString());
    }

    void expect_kept(const std::string& certificate_before) const {
        EXPECT_TRUE(eventually(
            [&] { return folder().read().certificate_pem != certificate_before && !folder().on_trial(); }, 20s));
    }
    void renew_now() {
        v1::Command command;
        command.set_command_id("renew");
        command.set_kind(v1::COMMAND_KIND_RENEW_CERTIFICATE);
        command.set_expires_at_us(to_microseconds(clock_.now() + 60s));
        cloud_->send(gateway + "command", command.SerializeAsString());
    }

    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
    ManualClock clock_{Instant{}};
    std::string first_;
    std::unique_ptr<Node> node_;
};

TEST_F(RenewalAtTheBroker, TheNewOneIsLetInAndKept) {
    issue(broker_->sign(wanted(), "11.QRO-GW-0147"));
    EXPECT_TRUE(eventually([&] { return folder().read().certificate_pem != first_ && !folder().on_trial(); }, 20s));
    EXPECT_TRUE(eventually([&] { return node_->uplink().counts().connected; }, 20s));
    EXPECT_EQ(node_->uplink().counts().connections, 2);
}

TEST_F(RenewalAtTheBroker, OneOverWhichTheCloudTakesNothingIsGivenUp) {
    const std::string request = wanted();
    cloud_->acknowledge(false);
    issue(broker_->sign(request, "11.QRO-GW-0147"));
    EXPECT_TRUE(eventually([&] { return folder().on_trial(); }, 20s));
    EXPECT_TRUE(eventually([&] { return !folder().on_trial() && node_->uplink().counts().connections == 3; }, 30s));
    EXPECT_EQ(folder().read().certificate_pem, first_);
    cloud_->acknowledge(true);
    EXPECT_TRUE(eventually([&] { return node_->uplink().counts().acknowledged_since_connected > 0; }, 60s));
}

// The gateway learns the next authority while the last one still counts, and forgets that when it is told so.
TEST_F(RenewalAtTheBroker, AnotherAuthorityTakesOverAndNobodyClimbsARoof) {
    const std::string last = content(broker_->ca()), next = broker_->make_next_authority();
    const std::string request = wanted();
    issue(broker_->sign(request, "11.QRO-GW-0147"), last + next);
    expect_kept(first_);
    const std::string second = folder().read().certificate_pem;

    broker_->use_next_authority();
    cloud_->connect();
    EXPECT_TRUE(eventually([&] { return node_->uplink().counts().connected; }, 20s))
        << "the broker shows a certificate of the next authority";
    renew_now();
    issue(broker_->sign(wanted(request), "11.QRO-GW-0147"), next);
    expect_kept(second);
    EXPECT_EQ(folder().read().authority_pem, next);
    EXPECT_TRUE(eventually([&] { return node_->uplink().counts().connected; }, 20s));
}

TEST_F(RenewalAtTheBroker, AnAuthorityThatItWasNotToldOfIsNotBelieved) {
    broker_->make_next_authority();
    EXPECT_TRUE(eventually([&] { return node_->uplink().counts().connected; }, 20s));
    broker_->use_next_authority();
    EXPECT_TRUE(eventually([&] { return !node_->uplink().counts().connected; }, 20s));
    EXPECT_FALSE(eventually([&] { return node_->uplink().counts().connected; }, 3s));
}

}  // namespace
}  // namespace aquacis::edge::test
