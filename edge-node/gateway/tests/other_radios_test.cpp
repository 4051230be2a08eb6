// LoRaWAN and NB-IoT into the real program: ChirpStack's events through its own broker over TLS, datagrams over UDP and
// CoAP; counted at the cloud's end.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "edge-node/decode/encoder.hpp"
#include "edge-node/decode/tests/lorawan_examples.hpp"
#include "edge-node/gateway/tests/edge_process.hpp"
#include "edge-node/gateway/tests/fake_cloud.hpp"

namespace aquacis::edge::test {
namespace {

using namespace std::chrono_literals;
using aquacis::test::MosquittoServer;
using Arrived = std::pair<std::string, std::string>;  // serial, m³

constexpr auto patience = 20s;
// The network server may write, this node may read.
constexpr const char* network_rules =
    "user chirpstack\ntopic write application/#\nuser edge-lorawan\ntopic read application/#\n";

std::string base64(const Bytes& bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()))));
    return text;
}

std::string digits(std::size_t number, std::size_t count) {
    const std::string text = std::to_string(number);
    return std::string(count - text.size(), '0') + text;
}

struct Device {
    Example example;
    std::string device_eui;
    Arrived expected;
};

// Each published uplink that is a reading, as a device of its own. What the meter must say comes from the decoder that
// lorawan_test compares with the vendors' own figures; here it is the way that is tested.
std::vector<Device> devices_of(const std::vector<Example>& examples) {
    const Drivers drivers = Drivers::built_in();
    MemoryFormatStore formats;
    LorawanDecoder decoder(drivers, formats);
    std::vector<Device> devices;
    for (const Example& example : examples) {
        const Bytes payload = bytes(example.hex);
        const Decoded decoded = decoder.decode({example.vendor, example.model, example.port, payload});
        if (decoded.outcome != Outcome::decoded) continue;
        const std::string serial = digits(devices.size() + 1, 8);
        const auto& own = decoded.telegram.address;
        const auto& volume = decoded.telegram.volume_m3;
        devices.push_back(
            {example,
             digits(devices.size() + 1, 16),
             {own.manufacturer.empty() || own.id.empty() ? serial : own.id, volume ? volume->to_string() : ""}});
    }
    return devices;
}

std::string settings_of(MosquittoServer& network, const std::vector<Device>& devices, std::uint16_t udp,
                        std::uint16_t coap) {
    const auto certificate = network.issue("edge-lorawan");
    std::string text =
        "[[receiver]]\nname = \"udp\"\nkind = \"nbiot-udp\"\nmanufacturer = \"AQU\"\nlisten = \"127.0.0.1:" +
        std::to_string(udp) +
        "\"\n[[receiver]]\nname = \"coap\"\nkind = \"nbiot-coap\"\nlisten = \"127.0.0.1:" + std::to_string(coap) +
        "\"\n[[receiver]]\nname = \"lorawan\"\nkind = \"chirpstack\"\nserver = \"" + network.url() + "\"\nca = \"" +
        network.ca().string() + "\"\ncertificate = \"" + certificate.certificate.string() + "\"\nkey = \"" +
        certificate.key.string() + "\"\n";
    for (std::size_t i = 0; i < devices.size(); ++i)
        text += "[[receiver.meter]]\ndevice_eui = \"" + devices[i].device_eui + "\"\nvendor = \"" +
                devices[i].example.vendor + "\"\nmodel = \"" + devices[i].example.model +
                "\"\nmanufacturer = \"LOR\"\nserial = \"" + digits(i + 1, 8) + "\"\n";
    return text;
}

class NetworkServer {
public:
    explicit NetworkServer(MosquittoServer& broker) {
        const auto certificate = broker.issue("chirpstack");
        mqtt::Settings settings;
        settings.server = broker.url();
        settings.client_id = "chirpstack";
        settings.tls = mqtt::Tls{broker.ca(), certificate.certificate, certificate.key};
        session_ = std::make_unique<mqtt::Session>(
            settings, [](const mqtt::Message&) {}, [] {});
        EXPECT_TRUE(session_->connect());
    }
    ~NetworkServer() { session_->disconnect(); }
    void uplink(const Device& device) {
        const nlohmann::json event{
            {"deduplicationId", device.device_eui},
            {"time", "2026-09-01T12:00:00.123456789+00:00"},
            {"deviceInfo", {{"devEui", device.device_eui}, {"tenantName", "Querétaro"}}},
            {"fPort", device.example.port},
            {"fCnt", 7},
            {"data", base64(bytes(device.example.hex))},
            {"rxInfo", {{{"gatewayId", "a"}, {"rssi", -110}}, {{"gatewayId", "b"}, {"rssi", -93}}}}};
        EXPECT_TRUE(
            session_->publish({"application/1/device/" + device.device_eui + "/event/up", event.dump(), false}));
    }
    void say(const std::string& topic, const std::string& text) {
        EXPECT_TRUE(session_->publish({topic, text, false}));
    }

private:
    std::unique_ptr<mqtt::Session> session_;
};

// Nothing when no answer came.
Bytes send_datagram(std::uint16_t port, const Bytes& datagram, bool answered) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ::sendto(fd, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    Bytes answer(100);
    const timeval wait{5, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    const ssize_t size = answered ? ::recv(fd, answer.data(), answer.size(), 0) : 0;
    ::close(fd);
    answer.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return answer;
}

Bytes text_bytes(const std::string& text) { return {text.begin(), text.end()}; }

std::string own_json(const std::string& serial, int litres) {
    return R"({"manufacturer":"AXI","serial":")" + serial +
           R"(","counter":7,"time":"2026-09-01T12:00:00Z","rssi":-97,"volume_litres":)" + std::to_string(litres) + "}";
}

std::set<Arrived> arrived(const FakeCloud& cloud) {
    std::set<Arrived> all;
    for (const auto& [reading, times] : cloud.delivered())
        all.emplace(reading.serial, reading.volume_m3);
    return all;
}

// What has not come when the patience is over.
std::set<Arrived> missing_of(const FakeCloud& cloud, const std::set<Arrived>& expected) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::set<Arrived> missing = expected;
    while (!missing.empty() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(20ms);
        for (const Arrived& one : arrived(cloud))
            missing.erase(one);
    }
    return missing;
}

class OtherRadios : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = MosquittoServer::missing()) GTEST_SKIP() << "not installed: " << *missing;
        broker_ = std::make_unique<MosquittoServer>();
        cloud_ = std::make_unique<FakeCloud>(*broker_);
        network_ = std::make_unique<MosquittoServer>(network_rules);
    }
    std::unique_ptr<EdgeProcess> start(const std::vector<Device>& devices) {
        EdgeProcess::Options options;
        options.more_settings = settings_of(*network_, devices, udp_, coap_);
        auto edge = std::make_unique<EdgeProcess>(*broker_, options);
        edge->start();
        // The node subscribes when it is up; until then the network server's broker has nobody to give an event to.
        for (int i = 0; i < 600 && edge->log().find("node.started") == std::string::npos; ++i)
            std::this_thread::sleep_for(50ms);
        return edge;
    }
    const std::uint16_t udp_ = aquacis::test::free_port();
    const std::uint16_t coap_ = aquacis::test::free_port();
    std::unique_ptr<MosquittoServer> broker_;
    std::unique_ptr<FakeCloud> cloud_;
    std::unique_ptr<MosquittoServer> network_;
};

TEST_F(OtherRadios, ChirpstacksEventsReachTheCloud) {
    std::vector<Example> examples{{"kamstrup", "flowiq2200", 1, "7A08000000446D002CFD284413C1AA7700", {}}};
    const auto text = shared_text("data/lorawan/water_uplinks.txt");
    if (text)
        for (Example& example : examples_of(*text))
            examples.push_back(std::move(example));
    const std::vector<Device> devices = devices_of(examples);
    EXPECT_GE(devices.size(), text ? 30U : 1U);
    EXPECT_EQ(devices.front().expected, (Arrived{"00000001", "7842.497"}))
        << "its payload names no meter: the settings do";
    const auto edge = start(devices);
    NetworkServer server(*network_);
    // An event that nobody heard is gone: the first is said until it arrives, then each of the others once.
    for (int i = 0; i < 100 && arrived(*cloud_).empty(); ++i) {
        server.uplink(devices.front());
        std::this_thread::sleep_for(200ms);
    }
    std::set<Arrived> expected;
    for (const Device& device : devices) {
        server.uplink(device);
        server.uplink(device);  // once more, as a network server does after a lost acknowledgement
        expected.insert(device.expected);
    }
    server.say("application/1/device/ffffffffffffffff/event/up", "nonsense");
    server.say("application/1/device/0000000000000001/event/join", "{}");
    EXPECT_THAT(missing_of(*cloud_, expected), ::testing::IsEmpty()) << edge->log();
    for (const auto& [reading, times] : cloud_->delivered())
        EXPECT_EQ(times, 1) << reading.serial;
    EXPECT_EQ(cloud_->best_rssi(devices.front().expected.first), -93);
    EXPECT_EQ(edge->end(), 0) << edge->log();
    if (!text) GTEST_SKIP() << "one payload only; for the others: ../shared/data/lorawan/water_uplinks.txt";
}

TEST_F(OtherRadios, NbiotDatagramsReachTheCloud) {
    const auto edge = start({});
    Bytes coap = *parse_hex("42 02 1234 AABB B1 72 FF");  // CON POST, token AABB, Uri-Path "r"
    const Bytes head = coap;
    for (const char c : own_json("00000002", 2'222))
        coap.push_back(static_cast<std::uint8_t>(c));
    EXPECT_EQ(to_hex(send_datagram(coap_, coap, true)), "62441234AABB");
    Bytes bad = head;
    bad.push_back('{');
    EXPECT_EQ(to_hex(send_datagram(coap_, bad, true)), "62801234AABB");
    MeterReadout readout;
    readout.address = {"KAM", "00000003", 0x1b, 0x16};
    readout.volume_m3 = Decimal(3'333, 3);
    readout.date_time = "2026-09-01T12:00";
    send_datagram(udp_, text_bytes(own_json("00000001", 1'111)), false);
    send_datagram(udp_, encode_plain(readout), false);
    send_datagram(udp_,
                  text_bytes(R"({"serialNumber":"00000004","timestamp":"2026-09-01T12:00:00.000Z",)"
                             R"("readings":{"totalizer":4.444,"unit":"m3"}})"),
                  false);
    send_datagram(udp_, text_bytes("nonsense"), false);
    send_datagram(udp_,
                  text_bytes(R"({"manufacturer":"AXI","serial":"00000005","counter":1,)"
                             R"("volume_m3":"999999999999999999999999999999999999"})"),
                  false);
    const std::set<Arrived> expected{
        {"00000001", "1.111"}, {"00000002", "2.222"}, {"00000003", "3.333"}, {"00000004", "4.444"}};
    EXPECT_THAT(missing_of(*cloud_, expected), ::testing::IsEmpty()) << edge->log();
    EXPECT_EQ(cloud_->best_rssi("00000001"), -97);
    EXPECT_EQ(edge->end(), 0) << "alive after a volume that no register holds:\n" << edge->log();
}

}  // namespace
}  // namespace aquacis::edge::test
