// The next certificate: asked for in the last third, on trial until the server welcomed it, given up when it did not.

#include "sync/transport/identity.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/certificates/device_authority.hpp"
#include "sync/transport/link_problem.hpp"
#include "sync/transport/renewal.hpp"

namespace aquacis::sync {
namespace {

namespace fs = std::filesystem;

class IdentityTest : public testing::Test {
protected:
    fs::path folder = fs::temp_directory_path() / ("aquacis-identity-" + std::to_string(getpid()));
    const Instant made = SystemClock().now();
    const DeviceAuthority::NewAuthority of = DeviceAuthority::make("devices", made, system_random());
    const DeviceAuthority authority{{of.certificate_pem, of.key_pem, "synchub"}};
    IdentityFile file{folder / "identity.pem"};

    void SetUp() override { file.keep(issue(DeviceKey::make())); }
    void TearDown() override { fs::remove_all(folder); }
    std::string sign(const DeviceKey& key, const std::string& name = "device:one") {
        return authority.sign({AdministrationId(11), name}, key.request_pem(), made, system_random()).value().pem;
    }
    Identity issue(const DeviceKey& key) { return {key.pem(), sign(key), of.certificate_pem}; }
    v1::CertificateIssued answer(const v1::ClientMsg& request, const std::string& name = "device:one") {
        v1::CertificateIssued issued;
        issued.set_certificate_pem(
            authority
                .sign({AdministrationId(11), name}, request.certificate_request().request_pem(), made, system_random())
                .value()
                .pem);
        issued.set_authority_pem(of.certificate_pem);
        return issued;
    }
};

TEST_F(IdentityTest, IsItsUsersAloneAndReadBackWhole) {
    struct stat state {};
    ASSERT_EQ(::stat((folder / "identity.pem").c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777U, 0600U);
    const Identity identity = file.read();
    EXPECT_NO_THROW(DeviceKey::from_pem(identity.key_pem));
    EXPECT_EQ(common_name_of_certificate(identity.certificate_pem), "device:one");
    EXPECT_EQ(identity.authorities_pem, of.certificate_pem);
    EXPECT_THROW(IdentityFile(folder / "none.pem").read(), std::runtime_error);
}

TEST_F(IdentityTest, ANewCertificateIsAskedForInTheLastThirdAndOnceADay) {
    Renewal renewal(file);
    EXPECT_FALSE(renewal.request(made + std::chrono::days(365)));
    const Instant late = made + std::chrono::days(500);
    const auto request = renewal.request(late);
    ASSERT_TRUE(request);
    EXPECT_FALSE(renewal.request(late + std::chrono::hours(1)));
    EXPECT_TRUE(renewal.request(late + std::chrono::hours(25)));
    EXPECT_EQ(renewal.problem(late), "");
    EXPECT_NE(renewal.problem(made + DeviceAuthority::validity - std::chrono::days(3)), "");

    const std::string before = file.read().certificate_pem;
    EXPECT_TRUE(renewal.take(answer(*request), late));
    EXPECT_TRUE(file.is_on_trial());
    EXPECT_NE(file.read().certificate_pem, before);
    file.give_up_trial();
    EXPECT_EQ(file.read().certificate_pem, before) << "the old one comes back";
    ASSERT_TRUE(renewal.take(answer(*renewal.request(late + std::chrono::hours(60))), late));
    file.end_trial();
    EXPECT_FALSE(file.is_on_trial());
    EXPECT_NE(file.read().certificate_pem, before);
}

TEST_F(IdentityTest, ATrialSurvivesAFewFaultsOfTheNetworkAndNoRefusal) {
    Renewal renewal(file);
    int day = 500;
    const auto begin_trial = [&] {
        const auto request = renewal.request(made + std::chrono::days(day++));
        ASSERT_TRUE(request && renewal.take(answer(*request), made + std::chrono::days(500)));
        ASSERT_TRUE(file.is_on_trial());
    };
    const grpc::Status away(grpc::StatusCode::UNAVAILABLE, "");
    begin_trial();
    for (int i = 0; i < 4; ++i)
        renewal.judge_trial(away);
    EXPECT_TRUE(file.is_on_trial());
    renewal.judge_trial(away);
    EXPECT_FALSE(file.is_on_trial()) << "refused in the handshake it looks the same";
    renewal.judge_trial(away);

    begin_trial();
    renewal.judge_trial(away);
    EXPECT_TRUE(file.is_on_trial()) << "each trial has its own five";
    renewal.judge_trial({grpc::StatusCode::PERMISSION_DENIED, ""});
    EXPECT_FALSE(file.is_on_trial());
    begin_trial();
    renewal.judge_trial({grpc::StatusCode::UNAUTHENTICATED, ""});
    EXPECT_FALSE(file.is_on_trial());
}

TEST(LinkProblem, SaysTheServersWordsWhereItRefused) {
    const auto shown = [](grpc::StatusCode code, const std::string& details) {
        return problem_of({code, "Este equipo envió hoy demasiado.", details});
    };
    EXPECT_EQ(shown(grpc::StatusCode::RESOURCE_EXHAUSTED, "{}"), "Este equipo envió hoy demasiado.");
    EXPECT_EQ(shown(grpc::StatusCode::PERMISSION_DENIED, ""), "Este equipo envió hoy demasiado.");
    EXPECT_EQ(shown(grpc::StatusCode::RESOURCE_EXHAUSTED, ""),
              "El servidor interrumpió la conexión; se intentará de nuevo.");
    EXPECT_EQ(shown(grpc::StatusCode::UNAVAILABLE, ""), "Sin conexión con el servidor.");
}

TEST_F(IdentityTest, ARefusalOrAnotherDevicesCertificateChangesNothing) {
    Renewal renewal(file);
    const Instant late = made + std::chrono::days(500);
    const auto request = renewal.request(late);
    ASSERT_TRUE(request);
    v1::CertificateIssued refused;
    refused.set_problem("no");
    EXPECT_FALSE(renewal.take(refused, late));
    EXPECT_FALSE(renewal.take(answer(*request, "device:two"), late));
    EXPECT_TRUE(renewal.take(answer(*request), late)) << "its own is taken";
    file.give_up_trial();
    EXPECT_FALSE(file.is_on_trial());
}

}  // namespace
}  // namespace aquacis::sync
