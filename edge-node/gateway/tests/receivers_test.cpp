// Each kind of receiver against the other end of its wire: a pseudo terminal, a socket, a Modbus server.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <modbus/modbus.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "edge-node/decode/encoder.hpp"
#include "edge-node/gateway/reading.hpp"
#include "edge-node/gateway/receivers/chirpstack_receiver.hpp"
#include "edge-node/gateway/receivers/line_receiver.hpp"
#include "edge-node/gateway/receivers/mbus_receiver.hpp"
#include "edge-node/gateway/receivers/modbus_receiver.hpp"
#include "edge-node/gateway/receivers/nbiot_receiver.hpp"
#include "edge-node/gateway/receivers/serial_receiver.hpp"
#include "edge-node/gateway/tests/modbus_device.hpp"
#include "tests/support/mosquitto/mosquitto_server.hpp"

namespace aquacis::edge {
namespace {

using namespace std::chrono_literals;

const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 18h;

Bytes plain_telegram(int n) {
    MeterReadout readout;
    readout.address = {"KAM", std::to_string(60'000'000 + n), 0x1b, 0x16};
    readout.volume_m3 = Decimal(12345 + n, 3);
    readout.date_time = "2026-09-01T12:00";
    return encode_plain(readout);
}

// The terminal's other end, as the radio module would hold it.
class Terminal {
public:
    Terminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
        ::grantpt(master_);
        ::unlockpt(master_);
        termios raw{};
        ::tcgetattr(master_, &raw);
        ::cfmakeraw(&raw);
        ::tcsetattr(master_, TCSANOW, &raw);
    }
    ~Terminal() { ::close(master_); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    std::string name() const { return ::ptsname(master_); }
    void write(std::span<const std::uint8_t> bytes) {
        EXPECT_EQ(::write(master_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    Bytes read(std::size_t most) {
        Bytes bytes(most);
        const ssize_t size = ::read(master_, bytes.data(), bytes.size());
        bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return bytes;
    }

private:
    int master_;
};

class ReceiverTest : public ::testing::Test {
protected:
    Receiver::Place place() { return {0, &queue_, &time_}; }
    std::vector<Reception> wait_for(std::size_t count) {
        std::vector<Reception> all;
        for (int i = 0; i < 200 && all.size() < count; ++i)
            for (Reception& one : queue_.pop(100, 50ms))
                all.push_back(std::move(one));
        return all;
    }
    static void wait_open(const Receiver& receiver) {
        for (int i = 0; i < 200 && !receiver.open(); ++i)
            std::this_thread::sleep_for(20ms);
        ASSERT_TRUE(receiver.open());
    }
    ManualClock clock_{noon};
    TimeKeeper time_{clock_, [] { return std::int64_t{1}; }, Instant{}};
    ReceptionQueue queue_{100};
};

Bytes wrap_im871a(const Bytes& telegram, std::uint8_t flags) {
    Bytes frame{0xA5, static_cast<std::uint8_t>(flags | 0x02), 0x03, static_cast<std::uint8_t>(telegram.size() - 1)};
    for (std::size_t i = 1; i < telegram.size(); ++i)
        frame.push_back(telegram[i]);
    if ((flags & 0x20) != 0) frame.resize(frame.size() + 4, 0x01);
    if ((flags & 0x40) != 0) frame.push_back(0x50);
    if ((flags & 0x80) != 0) {
        const std::uint16_t crc = im871a_crc(std::span<const std::uint8_t>(frame).subspan(1));
        frame.push_back(static_cast<std::uint8_t>(crc));
        frame.push_back(static_cast<std::uint8_t>(crc >> 8));
    }
    return frame;
}

Bytes wrap_amb8465(const Bytes& telegram, std::optional<std::uint8_t> rssi) {
    Bytes frame{0xFF, 0x03, static_cast<std::uint8_t>(telegram.size() - 1)};
    for (std::size_t i = 1; i < telegram.size(); ++i)
        frame.push_back(telegram[i]);
    if (rssi) frame.push_back(*rssi);
    std::uint8_t check = 0;
    for (const std::uint8_t byte : frame)
        check = static_cast<std::uint8_t>(check ^ byte);
    frame.push_back(check);
    return frame;
}

TEST_F(ReceiverTest, Im871aOnATerminalInPiecesWithNoiseBetween) {
    Terminal terminal;
    ByteSourceSettings source;
    source.kind = ByteSourceSettings::Kind::serial;
    source.device = terminal.name();
    source.name = "im871a";
    SerialReceiver receiver(SerialFrames::Module::im871a, source, place());
    receiver.start();
    wait_open(receiver);
    terminal.write(Bytes{0x00, 0x11, 0xA5});  // noise with a start byte in it
    for (int n = 0; n < 3; ++n) {
        const Bytes frame = wrap_im871a(plain_telegram(n), 0xE0);
        terminal.write(std::span(frame).first(7));
        std::this_thread::sleep_for(20ms);
        terminal.write(std::span(frame).subspan(7));
    }
    Bytes broken = wrap_im871a(plain_telegram(9), 0x80);
    broken[10] ^= 0x40;
    terminal.write(broken);
    terminal.write(wrap_im871a(plain_telegram(3), 0x80));
    const auto heard = wait_for(4);
    ASSERT_EQ(heard.size(), 4U);
    for (int n = 0; n < 4; ++n)
        EXPECT_EQ(to_hex(heard[static_cast<std::size_t>(n)].frame), to_hex(plain_telegram(n)));
    EXPECT_GE(receiver.counts().bad_crc, 1);
    receiver.stop();
}

TEST(SerialFramesTest, Amb8465WithAndWithoutRssiAndAWrongCheck) {
    SerialFrames frames(SerialFrames::Module::amb8465);
    frames.feed(wrap_amb8465(plain_telegram(1), std::nullopt));
    frames.feed(wrap_amb8465(plain_telegram(2), std::uint8_t{0xE0}));
    Bytes broken = wrap_amb8465(plain_telegram(3), std::nullopt);
    broken.back() ^= 1;
    frames.feed(broken);
    frames.feed(wrap_amb8465(plain_telegram(4), std::nullopt));
    const auto first = frames.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(to_hex(first->frame), to_hex(plain_telegram(1)));
    EXPECT_EQ(first->rssi_dbm, 0);
    const auto second = frames.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->rssi_dbm, -90);
    const auto last = frames.next();
    ASSERT_TRUE(last);
    EXPECT_EQ(to_hex(last->frame), to_hex(plain_telegram(4)));
    EXPECT_GE(frames.bad_checks(), 1);
    EXPECT_FALSE(frames.next());
}

TEST(SerialFramesTest, AnyBytesInAnyPiecesNeitherCrashNorGrow) {
    std::uint64_t x = 88172645463325252;
    for (const auto module : {SerialFrames::Module::im871a, SerialFrames::Module::amb8465}) {
        SerialFrames frames(module);
        for (int i = 0; i < 20'000; ++i) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            const Bytes piece(1 + x % 40, static_cast<std::uint8_t>(x >> 32));
            frames.feed(piece);
            for (int n = 0; n < 100 && frames.next(); ++n) {
            }
        }
    }
}

// A wired meter: it answers its primary address, and its secondary one after it was selected.
TEST_F(ReceiverTest, WiredMetersAreAskedByPrimaryAndSecondaryAddress) {
    EXPECT_EQ(to_hex(mbus_short_frame(0x40, 5)), "1040054516");
    EXPECT_EQ(to_hex(mbus_select_frame("12345678")), "680B0B6853FD5278563412FFFFFFFFB216");
    Terminal terminal;
    MbusSettings settings;
    settings.source.kind = ByteSourceSettings::Kind::serial;
    settings.source.device = terminal.name();
    settings.source.baud = 2'400;
    settings.source.name = "wired";
    settings.answer_within = 300ms;
    settings.meters = {*parse_mbus_address("5"), *parse_mbus_address("12345678"), *parse_mbus_address("9")};
    MbusReceiver receiver(settings, place());
    // 68 L L 68 08 05 72 id man ver med acc st sig sig  0C 13 volume  CS 16
    Bytes content = *parse_hex(
        "080572785634122D2C1B162A000000"
        "0C1345230100");
    Bytes answer{0x68, static_cast<std::uint8_t>(content.size()), static_cast<std::uint8_t>(content.size()), 0x68};
    unsigned total = 0;
    for (const std::uint8_t byte : content)
        answer.push_back(byte), total += byte;
    answer.push_back(static_cast<std::uint8_t>(total));
    answer.push_back(0x16);
    std::atomic<bool> stop{false};
    std::thread meter([&] {
        while (!stop) {
            const Bytes asked = terminal.read(64);
            if (asked.size() < 5) continue;
            const std::string hex = to_hex(asked);
            if (hex.find("10400545") == 0 || hex.find("680B0B68") == 0) terminal.write(Bytes{0xE5});
            if (hex.find("107B05") == 0 || hex.find("107BFD") == 0) terminal.write(answer);
        }
    });
    receiver.start();
    const auto heard = wait_for(2);
    ASSERT_EQ(heard.size(), 2U);
    MemoryFormatStore formats;
    const Drivers drivers = Drivers::built_in();
    Decoder decoder(drivers, formats);
    for (const Reception& one : heard) {
        const Decoded decoded = decoder.decode(one.frame, nullptr);
        ASSERT_EQ(decoded.outcome, Outcome::decoded);
        EXPECT_EQ(decoded.telegram.volume_m3, Decimal(12345, 3));
        EXPECT_EQ(decoded.telegram.address.id, "12345678");
    }
    for (int i = 0; i < 200 && receiver.counts().not_understood == 0; ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(receiver.counts().not_understood, 1);  // nobody has address 9
    receiver.stop();
    stop = true;
    // The last question lets the meter's thread see the end.
    const int slave = ::open(terminal.name().c_str(), O_WRONLY | O_NOCTTY);
    EXPECT_EQ(::write(slave, "?????", 5), 5);
    meter.join();
    ::close(slave);
}

void send_datagram(std::uint16_t port, std::span<const std::uint8_t> bytes, Bytes* answer = nullptr) {
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::sendto(fd, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&at), sizeof at);
    if (answer != nullptr) {
        const timeval patience{5, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        answer->resize(100);
        const ssize_t size = ::recv(fd, answer->data(), answer->size(), 0);
        answer->resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    ::close(fd);
}

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

const std::string nbiot_message =
    R"({"manufacturer":"AXI","serial":"00012345","counter":7,"time":"2026-09-01T12:00:00Z",)"
    R"("volume_litres":123456,"rssi":-97,"status":["leak"]})";

TEST_F(ReceiverTest, NbiotJsonOverUdp) {
    NbiotReceiver receiver({"nb", "127.0.0.1", 0, false}, place());
    receiver.start();
    send_datagram(receiver.port(), bytes_of("nonsense"));
    send_datagram(receiver.port(), bytes_of(nbiot_message));
    const auto heard = wait_for(1);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].telegram->volume_m3, Decimal(123456, 3));
    EXPECT_EQ(heard[0].telegram->address.id, "00012345");
    EXPECT_EQ(heard[0].moment.quality, TimeQuality::meter);
    EXPECT_EQ(heard[0].rssi_dbm, -97);
    EXPECT_TRUE(heard[0].telegram->alarm);
    EXPECT_EQ(receiver.counts().not_understood, 1);
}

TEST_F(ReceiverTest, NbiotOverCoapIsAnsweredWithItsIdAndToken) {
    NbiotReceiver receiver({"nb", "127.0.0.1", 0, true}, place());
    receiver.start();
    Bytes request = *parse_hex("42 02 1234 AABB B1 72 FF");  // CON POST, token AABB, Uri-Path "r"
    const Bytes head = request;
    for (const char c : nbiot_message)
        request.push_back(static_cast<std::uint8_t>(c));
    Bytes answer;
    send_datagram(receiver.port(), request, &answer);
    EXPECT_EQ(to_hex(answer), "62441234AABB");
    Bytes bad = head;
    bad.push_back('x');
    send_datagram(receiver.port(), bad, &answer);
    EXPECT_EQ(to_hex(answer), "62801234AABB");
    EXPECT_EQ(wait_for(1).size(), 1U);
    EXPECT_FALSE(parse_coap(*parse_hex("4F 02 1234")));        // a token longer than eight
    EXPECT_FALSE(parse_coap(*parse_hex("40 02 1234 F1 00")));  // an option's delta of 15
}

TEST(Nbiot, ReadsThePlatformsTelemetry) {
    const std::string message =
        R"({"meterId":"SM-QRO-2026-00001","serialNumber":"10005237","timestamp":"2026-02-16T14:30:00.000Z",
        "readings":{"totalizer":1523.456,"unit":"m3","flowRate":0.023,"flowRateUnit":"m3/h"},
        "diagnostics":{"batteryLevel":7,"signalStrength":-72,"tamperFlag":false,"leakFlag":true}})";
    const auto read = parse_nbiot(message, "AQU");
    ASSERT_TRUE(read && read->telegram);
    EXPECT_EQ(read->telegram->volume_m3, Decimal(1523456, 3));
    EXPECT_EQ(read->telegram->flow_m3_h, Decimal(23, 3));
    EXPECT_EQ(read->telegram->status, (std::vector<std::string>{"LEAK", "LOW_BATTERY"}));
    EXPECT_EQ(read->rssi_dbm, -72);
    EXPECT_EQ(to_iso(*read->at), "2026-02-16T14:30:00.000000Z");
    EXPECT_FALSE(parse_nbiot(message, "")) << "no manufacturer: another meter's number";
}

TEST(Nbiot, ReadsAnMbusTelegram) {
    const Bytes telegram = plain_telegram(1);
    const auto read = parse_nbiot({reinterpret_cast<const char*>(telegram.data()), telegram.size()}, "");
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->telegram);
    EXPECT_EQ(read->frame, telegram);
}

// nlohmann's get<std::int64_t> makes -1 of the first, and reads the others as what fits.
TEST(Nbiot, RefusesNumbersThatDoNotFit) {
    for (const char* part :
         {R"("counter":1,"volume_litres":18446744073709551615)", R"("counter":1,"volume_litres":1e300)",
          R"("counter":4294967296,"volume_litres":1)", R"("counter":1.5,"volume_litres":1)",
          R"("counter":1,"volume_litres":1,"version":256)", R"("counter":1,"volume_m3":1e30)"})
        EXPECT_FALSE(parse_nbiot(R"({"manufacturer":"AXI","serial":"00012345",)" + std::string(part) + "}", ""))
            << part;
    for (const char* port : {"1e300", "-1", "256", "\"1\""})
        EXPECT_FALSE(
            parse_chirpstack(R"({"deviceInfo":{"devEui":"01"},"data":"AQID","fPort":)" + std::string(port) + "}"))
            << port;
}

// Thirty-six digits once ended the node: the page's litres are 64 bits wide.
TEST(Reading, AVolumeThatNoRegisterHoldsIsNotShown) {
    Telegram telegram;
    telegram.volume_m3 = Decimal::parse("999999999999999999999999999999999999");
    EXPECT_FALSE(litres_of(telegram));
    telegram.volume_m3 = Decimal::parse("-12.3456");
    EXPECT_EQ(litres_of(telegram), -12'345);
}

TEST(Modbus, RefusesAScaleThatOverflows) {
    for (const char* scale : {"0", "-1", "0.0000000001", "1000000000000000000000000"}) {
        const Config settings = Config::from_text(
            std::string(
                "name = \"m\"\nhost = \"h\"\n[[meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\nscale = \"") +
                scale + "\"\n",
            "test");
        EXPECT_THROW(make_modbus_receiver(settings, {}), ConfigError) << scale;
    }
    ModbusMeter meter;
    meter.scale = Decimal(1'000, 0);
    const std::array<std::uint16_t, 4> all{0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF};
    EXPECT_EQ(modbus_value(meter, all).to_string(), "18446744073709551615000");
}

TEST_F(ReceiverTest, ModbusRegistersAreVolumesByTheirMap) {
    const std::uint16_t port = aquacis::test::free_port();
    modbus_t* server = modbus_new_tcp("127.0.0.1", port);
    modbus_mapping_t* map = modbus_mapping_new(0, 0, 20, 20);
    map->tab_registers[4] = 0x0001;
    map->tab_registers[5] = 0xE240;        // 123456
    map->tab_input_registers[2] = 0xE240;  // low word first
    map->tab_input_registers[3] = 0x0001;
    int listener = modbus_tcp_listen(server, 1);
    std::thread serving([&] {
        if (modbus_tcp_accept(server, &listener) < 0) return;
        std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> query;
        for (int size = modbus_receive(server, query.data()); size >= 0; size = modbus_receive(server, query.data()))
            modbus_reply(server, query.data(), size, map);
    });
    ModbusSettings settings;
    settings.name = "modbus";
    settings.host = "127.0.0.1";
    settings.port = port;
    ModbusMeter holding;
    holding.address = {"SIE", "00000001", 0, 7};
    holding.first_register = 4;
    ModbusMeter input;
    input.address = {"SIE", "00000002", 0, 7};
    input.first_register = 2;
    input.holding = false;
    input.low_word_first = true;
    input.scale = Decimal(1, 2);
    settings.meters = {holding, input};
    ModbusReceiver receiver(settings, place());
    receiver.start();
    const auto heard = wait_for(2);
    receiver.stop();
    serving.join();
    modbus_mapping_free(map);
    modbus_close(server);
    modbus_free(server);
    ::close(listener);
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(heard[0].telegram->volume_m3, Decimal(123456, 3));
    EXPECT_EQ(heard[1].telegram->volume_m3, Decimal(123456, 2));
}

TEST(Chirpstack, ReadsItsEvents) {
    const auto uplink = parse_chirpstack(
        R"({"deduplicationId":"3ac7","time":"2026-09-01T12:00:00.123456789+00:00",
        "deviceInfo":{"devEui":"70B3D5AABBCCDDEE"},
        "fCnt":10,"fPort":1,"data":"LEogAQAiAQAAAAANAg==",
        "rxInfo":[{"gatewayId":"a","rssi":-110},{"gatewayId":"b","rssi":-93}]})");
    ASSERT_TRUE(uplink);
    EXPECT_EQ(uplink->device_eui, "70b3d5aabbccddee");
    EXPECT_EQ(to_hex(uplink->payload), "2C4A2001002201000000000D02");
    EXPECT_EQ(uplink->rssi_dbm, -93);
    EXPECT_EQ(uplink->frame_counter, 10U);
    ASSERT_TRUE(uplink->at);
    EXPECT_EQ(to_iso(*uplink->at), "2026-09-01T12:00:00.123456Z");
    EXPECT_FALSE(parse_chirpstack("{}"));
    EXPECT_FALSE(parse_chirpstack("nonsense"));
}

// CRC-16 of Modbus RTU, low byte first.
Bytes with_modbus_crc(Bytes frame) {
    unsigned crc = 0xFFFF;
    for (const std::uint8_t byte : frame) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? crc >> 1 ^ 0xA001U : crc >> 1;
    }
    frame.push_back(static_cast<std::uint8_t>(crc));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8));
    return frame;
}

TEST_F(ReceiverTest, ModbusRtuIsAskedOnItsSerialLine) {
    Terminal terminal;
    std::string asked;
    std::thread device([&] {
        Bytes request;
        while (request.size() < 8)
            for (const std::uint8_t byte : terminal.read(64))
                request.push_back(byte);
        asked = to_hex(request);
        terminal.write(with_modbus_crc(*parse_hex("0304040001E240")));
    });
    const auto receiver =
        make_modbus_receiver(Config::from_text("name = \"rtu\"\nserial = \"" + terminal.name() +
                                                   "\"\n[[meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\nunit "
                                                   "= 3\nregister = 16\ntable = \"input\"\n",
                                               "test"),
                             place());
    receiver->start();
    const auto heard = wait_for(1);
    receiver->stop();
    device.join();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(asked, to_hex(with_modbus_crc(*parse_hex("030400100002"))));
    EXPECT_EQ(heard[0].telegram->volume_m3, Decimal(123456, 3));
}

TEST_F(ReceiverTest, ModbusQuantitiesOfOneSensorAreOneReading) {
    const std::uint16_t port = aquacis::test::free_port();
    test::ModbusDevice device(port);
    device.set_register(4, 0x0001);
    device.set_register(5, 0xE240);
    device.set_register(6, 127);
    device.set_register(7, 342);
    const std::string meter = "[[meter]]\nmanufacturer = \"SIE\"\nserial = \"00000001\"\n";
    const auto receiver = make_modbus_receiver(
        Config::from_text("name = \"pozo\"\nhost = \"127.0.0.1\"\nport = " + std::to_string(port) + "\n" + meter +
                              "register = 4\n" + meter +
                              "register = 6\nwords = 1\nquantity = \"flow\"\nscale = \"0.1\"\n" + meter +
                              "register = 7\nwords = 1\nquantity = \"pressure\"\nscale = \"0.01\"\n",
                          "test"),
        place());
    receiver->start();
    const auto heard = wait_for(1);
    receiver->stop();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].telegram->volume_m3, Decimal(123456, 3));
    EXPECT_EQ(heard[0].telegram->flow_m3_h, Decimal(127, 1));
    EXPECT_EQ(heard[0].telegram->pressure_bar, Decimal(342, 2));
}

}  // namespace
}  // namespace aquacis::edge
