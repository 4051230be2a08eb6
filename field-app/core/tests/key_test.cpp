// The till's key: lost, it costs nothing that was not sent, as long as the office has its recovery key.

#include <fstream>

#include "base/certificates/device_authority.hpp"
#include "base/files.hpp"
#include "base/sqlite/encrypted_vfs.hpp"
#include "field-app/core/tests/till_fixture.hpp"

namespace aquacis::office {
namespace {

class KeyTest : public testing::Test {
protected:
    TestFolder folder{"key"};
    const Instant now = *parse_iso("2026-11-22T18:47:00Z");
    const RandomBits random = seeded_random(5);
    const DeviceAuthority::NewAuthority recovery = DeviceAuthority::make_recovery("CEA recovery", now, random);
    OfficeConfig config = test_config();

    void SetUp() override {
        config.recovery = folder.path / "recovery.pem";
        write("recovery.pem", recovery.certificate_pem);
    }
    void write(const char* name, const std::string& text) const { std::ofstream(folder.path / name) << text; }
    std::string wrapped() const { return read_file(folder.path / "office.recovery"); }
    void take_something() {
        OfficeStore store(config.database_in(folder.path), config.device, config.administration);
        OfficeFeedTarget target({config.series, config.folio_batch});
        feed_small_town(store, target);
        ManualClock clock(now);
        Office office{config, store, clock, seeded_random(7)};
        ASSERT_TRUE(open_session(office, {"lucia", pesos(500)}).ok());
        EXPECT_EQ(store.operations().pending_count(), 1U);
    }
};

TEST_F(KeyTest, ALostKeyFileLosesNoOperationThatWasNotSent) {
    take_something();
    std::filesystem::remove(folder.path / "office.key");
    try {
        config.database_in(folder.path);
        FAIL() << "a new key would begin the file anew";
    } catch (const sqlite::Error& fault) {
        EXPECT_TRUE(fault.is_wrong_key());
        EXPECT_NE(std::string(fault.what()).find("--recovery-key"), std::string::npos) << fault.what();
    }
    const auto plain = folder.path / "plain.db";
    sqlite::copy_plain(config.recovered_in(folder.path, recovery.key_pem), plain);
    for (const char* end : {"", "-wal", "-shm"})
        std::filesystem::remove(folder.file().string() + end);
    std::filesystem::rename(plain, folder.file());
    const std::string before = wrapped();
    OfficeStore store(config.database_in(folder.path), config.device, config.administration);
    EXPECT_EQ(store.operations().pending_count(), 1U) << "it is sent now";
    ManualClock clock(now);
    Office office{config, store, clock, seeded_random(7)};
    const auto signed_in = sign_in(office, {"lucia", "482193"});
    ASSERT_FALSE(signed_in.ok());
    EXPECT_EQ(signed_in.refusal().code, "office.unknown_cashier") << "no right PIN is called wrong";
    EXPECT_EQ(store.wrong_pins("lucia").failures, 0);
    feed_people(store);
    EXPECT_TRUE(sign_in(office, {"lucia", "482193"}).ok()) << "with the server's next word";
    EXPECT_EQ(sqlite::shape_of(folder.file()), sqlite::FileShape::other) << "encrypted again, with a new key";
    EXPECT_NE(wrapped(), before) << "which is wrapped too";
}

TEST_F(KeyTest, ADamagedRecoveryCertificateKeepsNoTillShut) {
    for (const std::string& damaged :
         {std::string("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n"),
          recovery.certificate_pem.substr(0, 200), std::string("\0\0\0", 3), std::string()}) {
        write("recovery.pem", damaged);
        OfficeStore store(config.database_in(folder.path), config.device, config.administration);
        EXPECT_FALSE(std::filesystem::exists(folder.path / "office.recovery")) << "nothing that nobody can open";
    }
    write("recovery.pem", recovery.certificate_pem);
    take_something();
    const std::string good = wrapped();
    write("recovery.pem", "damaged");
    EXPECT_NO_THROW(config.database_in(folder.path));
    EXPECT_EQ(wrapped(), good) << "what was wrapped before still opens it";
    EXPECT_EQ(*config.recovered_in(folder.path, recovery.key_pem).key, *config.database_in(folder.path).key);
}

TEST_F(KeyTest, WhatCannotBeUnwrappedNamesItsFile) {
    take_something();
    const auto said = [&](const std::string& key) -> std::string {
        try {
            config.recovered_in(folder.path, key);
        } catch (const std::runtime_error& fault) {
            return fault.what();
        }
        return "nothing";
    };
    const std::string file = (folder.path / "office.recovery").string();
    for (const std::string& key :
         {std::string("no key"), DeviceAuthority::make_recovery("another", now, random).key_pem}) {
        EXPECT_EQ(said(key).find(file), 0U) << said(key);
    }
    write("office.recovery", "no message");
    EXPECT_EQ(said(recovery.key_pem).find(file), 0U) << said(recovery.key_pem);
}

TEST_F(KeyTest, AnotherRecoveryKeyOpensNothingAndNeitherDoesAChangedOne) {
    take_something();
    const auto other = DeviceAuthority::make_recovery("another", now, random);
    EXPECT_THROW(config.recovered_in(folder.path, other.key_pem), std::runtime_error);
    EXPECT_THROW(config.recovered_in(folder.path, "no key"), std::runtime_error);
    std::string changed = wrapped();
    const auto last = changed.rfind("-----END");
    changed[last - 12] = changed[last - 12] == 'A' ? 'B' : 'A';
    write("office.recovery", changed);
    EXPECT_THROW(config.recovered_in(folder.path, recovery.key_pem), std::runtime_error);
    EXPECT_EQ(wrapped().find(read_file(folder.path / "office.key").substr(0, 64)), std::string::npos);
}

TEST_F(KeyTest, ItIsWrappedAnewForANewRecoveryKeyAndOnlyThen) {
    take_something();
    const std::string first = wrapped();
    config.database_in(folder.path);
    EXPECT_EQ(wrapped(), first) << "each start would wear the disk";
    const auto next = DeviceAuthority::make_recovery("CEA recovery 2027", now, random);
    write("recovery.pem", next.certificate_pem);
    config.database_in(folder.path);
    EXPECT_EQ(*config.recovered_in(folder.path, next.key_pem).key, *config.database_in(folder.path).key);
}

}  // namespace
}  // namespace aquacis::office
