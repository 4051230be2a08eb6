// The gateway's parts one by one: what is a line, who is who, what is kept, what time it is.

#include <gtest/gtest.h>

#include <fstream>

#include "base/config/config.hpp"
#include "edge-node/decode/encoder.hpp"
#include "edge-node/gateway/identity.hpp"
#include "edge-node/gateway/key_store.hpp"
#include "edge-node/gateway/password.hpp"
#include "edge-node/gateway/receivers/line_format.hpp"
#include "edge-node/gateway/settings.hpp"
#include "edge-node/gateway/thinning.hpp"
#include "edge-node/spool/time_keeper.hpp"

namespace aquacis::edge {
namespace {

using namespace std::chrono_literals;

const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 9 / 1) + 18h;  // local noon

TEST(Line, FlagsDecideWhetherItIsATelegram) {
    const std::string good = "T1;1;1;2026-09-01 12:00:00.250;97;148;88888888;0x1E44AABB";
    const auto parsed = parse_rtl_wmbus(good);
    ASSERT_EQ(parsed.fault, LineFault::none);
    EXPECT_EQ(to_hex(parsed.heard.frame), "1E44AABB");
    EXPECT_EQ(parsed.heard.level, 97);
    EXPECT_EQ(to_iso(*parsed.heard.line_time), "2026-09-01T12:00:00.250000Z");
    EXPECT_EQ(parse_rtl_wmbus("T1;0;1;2026-09-01 12:00:00.250;97;148;88888888;0x1E44AABB").fault, LineFault::bad_crc);
    EXPECT_EQ(parse_rtl_wmbus("C1;1;0;2026-09-01 12:00:00.250;97;148;88888888;0x1E44AABB").fault,
              LineFault::bad_coding);
    for (const char* wrong : {"", ";;;;;;;", "T1;1;1;x;97;148;8;1E44", "T1;1;1;x;97;148;8;0x1E4",
                              "T1;1;1;x;97;148;8;0x1E4Z;more", "garbage"})
        EXPECT_EQ(parse_rtl_wmbus(wrong).fault, LineFault::not_a_line) << wrong;
    EXPECT_EQ(parse_rtl_wmbus("T1;1;1;x;97;148;8;0x" + std::string(2'000, 'A')).fault, LineFault::not_a_line);
}

TEST(MeterKeyTest, PacksAndUnpacksEveryAddress) {
    for (const MeterAddress& address :
         {MeterAddress{"KAM", "64107712", 0x1b, 0x16}, MeterAddress{"APA", "0014868f", 0xff, 0x00}}) {
        const auto key = pack(address);
        ASSERT_TRUE(key);
        EXPECT_EQ(unpack(*key), address);
        EXPECT_EQ(name_of(*key), *pack_name(address.manufacturer, address.id));
    }
    EXPECT_FALSE(pack({"K", "64107712", 0, 0}));
    EXPECT_FALSE(pack({"KAM", "6410771", 0, 0}));
    EXPECT_FALSE(pack({"KAM", "6410771x", 0, 0}));
}

TEST(Keys, AreFoundByMeterAndBadLinesAreNamed) {
    const auto keys =
        KeyStore::from_text("# two\n[keys]\n\"KAM 64107712\" = \"000102030405060708090A0B0C0D0E0F\"\n", "keys.toml");
    ASSERT_NE(keys.find(*pack_name("KAM", "64107712")), nullptr);
    EXPECT_EQ(keys.find(*pack_name("KAM", "64107713")), nullptr);
    try {
        KeyStore::from_text("[keys]\n\"KAM 64107712\" = \"0001\"\n", "keys.toml");
        FAIL();
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("line 2"), std::string::npos);
    }
}

TEST(Keys, AFileThatOthersMayReadIsRefused) {
    const auto file = std::filesystem::temp_directory_path() / ("aquacis-keys-" + std::to_string(::getpid()));
    std::ofstream(file) << "[keys]\n";
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    EXPECT_THROW(KeyStore::from_file(file), ConfigError);
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    EXPECT_EQ(KeyStore::from_file(file).size(), 0U);
    std::filesystem::remove(file);
}

TEST(Identities, AreTheSameWithinMinutesAndNotAnHourLater) {
    RecentIdentities recent;
    recent.remember(1, {10, -70, noon});
    ASSERT_NE(recent.find(1, noon + 9min), nullptr);
    EXPECT_NE(recent.find(1, noon - 9min), nullptr);
    EXPECT_EQ(recent.find(1, noon + 61min), nullptr);  // a stopped meter whose access number came round
    for (std::uint64_t i = 2; i < RecentIdentities::most + 10; ++i)
        recent.remember(i, {0, 0, noon});
    EXPECT_EQ(recent.find(1, noon), nullptr);
}

TEST(Identities, TheHashIsOfWhatTheTelegramSays) {
    Telegram a;
    a.volume_m3 = Decimal(12345, 3);
    Telegram b = a;
    EXPECT_EQ(payload_hash(a), payload_hash(b));
    b.volume_m3 = Decimal(12346, 3);
    EXPECT_NE(payload_hash(a), payload_hash(b));
    b = a;
    b.status = {"leak"};
    EXPECT_NE(payload_hash(a), payload_hash(b));
}

Telegram telegram(std::vector<std::string> words = {}) {
    Telegram made;
    made.volume_m3 = Decimal(1, 0);
    made.status = std::move(words);
    return made;
}

TEST(Thinning, OneAnHourTheFirstOfADayForBillingNewsAtOnce) {
    const ThinningSettings settings;
    MeterMark mark{1, -1, -1, 0};
    const auto step = [&](Instant at, std::vector<std::string> words = {}) -> std::optional<RowClass> {
        const auto kept = thin(settings, mark, at, telegram(std::move(words)));
        if (kept) mark = kept->mark;
        return kept ? std::optional(kept->row_class) : std::nullopt;
    };
    EXPECT_EQ(step(noon), RowClass::billing);
    EXPECT_EQ(step(noon + 16s), std::nullopt);
    EXPECT_EQ(step(noon + 59min), std::nullopt);
    EXPECT_EQ(step(noon + 60min), RowClass::interval);
    EXPECT_EQ(step(noon + 61min, {"leak"}), RowClass::alarm);
    EXPECT_EQ(step(noon + 62min, {"leak"}), std::nullopt);  // not news
    EXPECT_EQ(step(noon + 63min, {"burst", "leak"}), RowClass::alarm);
    EXPECT_EQ(step(noon + 12h), RowClass::billing);  // local midnight
}

TEST(Thinning, AMomentOfAWrongClockDoesNotSilenceTheMeter) {
    const auto future = thin({}, {1, -1, -1, 0}, noon + 24h * 3'650, telegram());
    ASSERT_TRUE(future);
    EXPECT_TRUE(thin({}, future->mark, noon, telegram()));
}

TEST(Time, AClockFrom1970OrFromBeforeTheNewestKnownTimeIsNotBelieved) {
    ManualClock clock(Instant{});
    std::int64_t uptime = 5'000'000;
    const TimeKeeper keeper(
        clock, [&] { return uptime; }, noon);
    EXPECT_FALSE(keeper.known());
    EXPECT_EQ(keeper.now().quality, TimeQuality::unknown);
    EXPECT_EQ(keeper.now().uptime_us, 5'000'000);
    clock.set(noon - 24h * 30);
    EXPECT_FALSE(keeper.known());
    clock.set(noon - 1h);
    EXPECT_TRUE(keeper.known());
    clock.set(noon + 1h);
    EXPECT_EQ(keeper.now().quality, TimeQuality::synced);
}

TEST(Password, FitsOnlyItselfAndNothingWithoutAFile) {
    const auto file = std::filesystem::temp_directory_path() / ("aquacis-password-" + std::to_string(::getpid()));
    EXPECT_FALSE(password_fits(file, ""));
    const std::string password = make_password(seeded_random(1));
    EXPECT_EQ(password.size(), 20U);
    keep_password(file, password);
    EXPECT_TRUE(password_fits(file, password));
    EXPECT_FALSE(password_fits(file, password + "x"));
    EXPECT_EQ(std::filesystem::status(file).permissions(), std::filesystem::perms(0600));
    std::filesystem::remove(file);
}

Config settings_with(const std::string& more) {
    return Config::from_text(more +
                                 "\n[gateway]\nid = \"GW\"\nadministration = 11\nstate_folder = \"/tmp/x\"\n"
                                 "[[receiver]]\nname = \"r\"\nkind = \"hex\"\nstdin = true\n",
                             "edge.toml");
}

TEST(Settings, ATextThatIsNoTomlIsRefusedAndEndsNothing) {
    for (const char* text :
         {"[\x12", "[[\xd3[[status]]", "a.", "[", "x = {", "\xff", "tamaño = 3", "name ƻ 50", "x = \"\"\"a\\ñ\"\"\""})
        EXPECT_THROW(Config::from_text(text, "test"), ConfigError) << text;
    const Config good = Config::from_text(R"(# compuerta del año
zona = "Querétaro" # ñ
notas = '''una "
ñ'''
ruta = 'C:\ñ'
x = "é \"ñ"
)",
                                          "test");
    EXPECT_EQ(good.text("zona"), "Querétaro");
    EXPECT_EQ(good.text("notas"), "una \"\nñ");
    EXPECT_EQ(good.text("ruta"), "C:\\ñ");
    EXPECT_EQ(good.text("x"), "é \"ñ");
}

TEST(Settings, RefuseWhatIsNotSafe) {
    EXPECT_NO_THROW(read_settings(settings_with("[uplink]\nserver = \"tcp://127.0.0.1:1\"")));
    EXPECT_THROW(read_settings(settings_with("[uplink]\nserver = \"tcp://broker:1883\"")), ConfigError);
    EXPECT_THROW(
        read_settings(settings_with("[uplink]\nserver = \"tcp://127.0.0.1:1\"\n[page]\nlisten = \"0.0.0.0:8480\"")),
        ConfigError);
    EXPECT_NO_THROW(
        read_settings(settings_with("[uplink]\nserver = \"tcp://127.0.0.1:1\"\n[page]\nlisten = \"127.0.0.1:8480\"")));
}

}  // namespace
}  // namespace aquacis::edge
