// Which certificates are a device's: the one-time code, the next certificate, and what ends them.

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/openssl.hpp"
#include "cloud/synchub/tests/raw_stream.hpp"

namespace aquacis::synchub {
namespace {

const platform::Caller admin{"rosa", queretaro, {"devices.admin"}, ""};

TEST(DeviceCertificate, IsAClientsAloneAndSaysItsAdministration) {
    Harness harness;
    const sync::Identity identity = harness.certify(device, queretaro);
    const openssl::Certificate certificate(
        PEM_read_bio_X509(openssl::reader(identity.certificate_pem).get(), nullptr, nullptr, nullptr));
    ASSERT_NE(certificate, nullptr);
    EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 0) << "it cannot stand as a server";
    EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
    const auto read = read_device_certificate(identity.certificate_pem);
    EXPECT_EQ(read->name, "device:" + device.to_string());
    EXPECT_EQ(read->administration, queretaro);
}

TEST(DeviceCertificate, EndsWithItsAuthorityAtTheLatest) {
    const Instant made = SystemClock().now();
    const DeviceAuthority::NewAuthority of = DeviceAuthority::make("devices", made, system_random());
    const DeviceAuthority authority({of.certificate_pem, of.key_pem, "synchub"});
    const Instant end = validity_of_certificate(of.certificate_pem).until;
    const auto sign = [&](Instant at) {
        return authority.sign({queretaro, "device:one"}, DeviceKey::make().request_pem(), at, system_random());
    };
    EXPECT_EQ(sign(made)->until, made + DeviceAuthority::validity);
    const auto late = sign(end - std::chrono::days(30));
    ASSERT_TRUE(late);
    EXPECT_EQ(late->until, end) << "what is recorded";
    EXPECT_EQ(validity_of_certificate(late->pem).until, end) << "and what the certificate says";
    EXPECT_EQ(sign(end).refusal().code, "enrollment.ended_authority");
}

class Enrollment : public testing::Test {
protected:
    Harness harness;
    const DeviceKey key = DeviceKey::make();
    DeviceInvitation invite() {
        return invite_device(harness.registry(), admin, {"", {"Caja 07", "Centro"}, 0}).value();
    }
    Result<EnrolledDevice> use(const std::string& code, const DeviceKey& with) {
        return enroll_device(harness.registry(), {code, with.request_pem()});
    }
};

TEST_F(Enrollment, ACodeIsGoodOnceForOneKeyAndTheDeviceIsLetIn) {
    const DeviceInvitation invited = invite();
    const std::string sent = parse_enrollment_code(invited.code)->sent();
    const auto enrolled = use(sent, key);
    ASSERT_TRUE(enrolled);
    EXPECT_EQ(enrolled->device.device, invited.device);
    EXPECT_EQ(enrolled->administration, queretaro);
    EXPECT_TRUE(use(sent, key)) << "the answer may have been lost";
    EXPECT_EQ(use(sent, DeviceKey::make()).refusal().code, "enrollment.used_code");
    const auto again = use(sent, key);
    RawStream stream(harness, {key.pem(), again->certificate.pem, harness.authority.certificate()});
    stream.hello(invited.device);
    EXPECT_TRUE(stream.read(wire::ServerMsg::kWelcome));
    const auto page = list_devices(harness.registry(), admin, {});
    ASSERT_EQ(page->devices.size(), 1U);
    EXPECT_EQ(page->devices[0].label.name, "Caja 07");
    EXPECT_TRUE(page->devices[0].enrolled_at && page->devices[0].last_hello_at && page->devices[0].certificate_until);
}

TEST_F(Enrollment, AnothersKeyChangesNothing) {
    ASSERT_TRUE(use(parse_enrollment_code(invite().code)->sent(), key));  // it is the first device's now
    const sync::Identity& second = harness.enroll(device);
    const auto invited = invite_device(harness.registry(), admin, {device.to_string(), {"Caja 03", "Centro"}, 0});
    ASSERT_TRUE(invited);
    EXPECT_EQ(use(parse_enrollment_code(invited->code)->sent(), key).refusal().code, "device.taken_key");
    RawStream stream(harness, second);
    stream.hello(device);
    EXPECT_TRUE(stream.read(wire::ServerMsg::kWelcome)) << "its own certificate did not end";
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_certificate WHERE revoked_at IS NOT NULL"), 0);
}

TEST_F(Enrollment, AnotherAdministrationsKeyStandsInNobodysWay) {
    const AdministrationId elsewhere{12};
    const platform::Caller eva{"eva", elsewhere, {"devices.admin"}, ""};
    ASSERT_TRUE(use(parse_enrollment_code(invite().code)->sent(), key));
    const auto certificate = harness.device_authority.sign({elsewhere, "device:" + device.to_string()},
                                                           key.request_pem(), harness.clock.now(), harness.random);
    EXPECT_TRUE(register_device(harness.registry(), eva, {device.to_string(), {"Caja 01", ""}, certificate->pem}));
}

TEST_F(Enrollment, ARefusedRegistrationLeavesNothing) {
    ASSERT_TRUE(use(parse_enrollment_code(invite().code)->sent(), key));
    const auto certificate = harness.device_authority.sign({queretaro, "device:" + device.to_string()},
                                                           key.request_pem(), harness.clock.now(), harness.random);
    EXPECT_EQ(register_device(harness.registry(), admin, {device.to_string(), {"Caja 03", ""}, certificate->pem})
                  .refusal()
                  .code,
              "device.taken_key");
    EXPECT_EQ(harness.count("SELECT count(*) FROM device"), 1);
}

TEST_F(Enrollment, ARevokedDeviceIsNotRenewed) {
    harness.enroll(device);
    const auto renew = [&] {
        return renew_certificate(harness.registry(), {queretaro, device, DeviceKey::make().request_pem()});
    };
    EXPECT_TRUE(renew());
    ASSERT_TRUE(revoke_device(harness.registry(), admin, device.to_string()));
    EXPECT_EQ(renew().refusal().code, "device.revoked");
    ASSERT_TRUE(invite_device(harness.registry(), admin, {device.to_string(), {"Caja 03", "Centro"}, 0}));
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_certificate WHERE revoked_at IS NULL"), 0)
        << "the invitation makes no certificate good again";
}

TEST_F(Enrollment, FiveWrongSecretsEndACode) {
    const DeviceInvitation invited = invite();
    const std::string sent = parse_enrollment_code(invited.code)->sent();
    std::string wrong = sent;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(use(wrong, key).refusal().code, "enrollment.wrong_code");
    EXPECT_EQ(use(sent, key).refusal().code, "enrollment.wrong_code");
    EXPECT_EQ(use("0000000000000000", key).refusal().code, "enrollment.wrong_code");
    EXPECT_EQ(harness.count("SELECT count(*) FROM device_certificate"), 0);
}

TEST_F(Enrollment, AnotherAdministrationsDeviceCannotBeTaken) {
    const DeviceInvitation invited = invite();
    const platform::Caller elsewhere{"eva", AdministrationId(12), {"devices.admin"}, ""};
    EXPECT_EQ(invite_device(harness.registry(), elsewhere, {invited.device.to_string(), {"Mía", ""}, 0}).refusal().code,
              "device.taken_id");
    EXPECT_EQ(look_at_device(harness.registry(), elsewhere, invited.device.to_string()).refusal().code,
              "device.unknown");
    EXPECT_EQ(list_devices(harness.registry(), elsewhere, {})->devices.size(), 0U);
    const sync::Identity ours = harness.certify(device, queretaro);
    EXPECT_EQ(register_device(harness.registry(), elsewhere, {device.to_string(), {"Mía", ""}, ours.certificate_pem})
                  .refusal()
                  .code,
              "device.wrong_certificate");
}

TEST_F(Enrollment, ARevokedInvitationIsVoidAndAnExpiredOneToo) {
    const DeviceInvitation invited = invite();
    ASSERT_TRUE(revoke_device(harness.registry(), admin, invited.device.to_string()));
    EXPECT_EQ(use(parse_enrollment_code(invited.code)->sent(), key).refusal().code, "enrollment.wrong_code");
    const DeviceInvitation late = invite();
    const ManualClock next_week(harness.clock.now() + std::chrono::hours(24 * 7));
    Registry registry{harness.pool(), next_week, harness.random, &harness.device_authority, "", {}};
    EXPECT_EQ(enroll_device(registry, {parse_enrollment_code(late.code)->sent(), key.request_pem()}).refusal().code,
              "enrollment.expired_code");
}

}  // namespace
}  // namespace aquacis::synchub
