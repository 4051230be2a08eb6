// The till's side of an enrollment, against a server over TLS that answers as it is told.

#include "field-app/node/enroll.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "base/certificates/device_authority.hpp"
#include "base/files.hpp"
#include "base/http/server.hpp"
#include "field-app/node/recovery_certificate.hpp"
#include "field-app/node/tests/test_folder.hpp"
#include "tests/support/certificates/certificates.hpp"

namespace aquacis::field {
namespace {

using nlohmann::json;

constexpr const char* device = "01890a5d-ac96-774b-bcce-b302099a8057";

class EnrollTest : public testing::Test {
protected:
    TestFolder folder{"enroll"};
    SystemClock clock;
    RandomBits random = seeded_random(4);
    test::Authority authority;
    std::string recovery_pem;
    std::optional<http::Server> server;

    void SetUp() override {
        const auto shown = authority.issue("localhost");
        server.emplace(http::ServerSettings{.certificate_pem = shown.certificate, .key_pem = shown.key},
                       [this](const http::Request& request) { return answer(request); });
    }
    http::Response answer(const http::Request& request) {
        if (request.target == "/v1/sync-authority")
            return {200, "application/json", json{{"certificate_pem", authority.certificate()}}.dump(), {}};
        const std::string certificate =
            authority.sign(json::parse(request.body).at("request_pem"), std::string("device:") + device);
        return {200,
                "application/json",
                json{{"device_id", device},
                     {"administration", 11},
                     {"name", "Caja 03"},
                     {"office", "Centro"},
                     {"certificate_pem", certificate},
                     {"recovery_pem", recovery_pem}}
                    .dump(),
                {}};
    }
    Enroll asked() {
        Enroll request;
        request.server = "https://localhost:" + std::to_string(server->port());
        request.code = make_enrollment_code(digest_of_certificate(authority.certificate()), random).text();
        request.identity = folder.path / "identity.pem";
        return request;
    }
};

TEST_F(EnrollTest, KeepsTheIdentityAndTheOfficesRecoveryCertificate) {
    recovery_pem = DeviceAuthority::make_recovery("CEA recovery", clock.now(), random).certificate_pem;
    EXPECT_EQ(enroll(asked(), clock.now()).device_id, device);
    EXPECT_EQ(read_file(folder.path / "recovery.pem"), recovery_pem);
    EXPECT_TRUE(std::filesystem::exists(folder.path / "identity.pem"));
}

TEST_F(EnrollTest, ARecoveryCertificateThatIsNoneIsSaidAtOnce) {
    const Enroll request = asked();
    recovery_pem = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n";
    try {
        enroll(request, clock.now());
        FAIL() << "it would be noticed when a key is lost";
    } catch (const EnrollmentError& fault) {
        EXPECT_NE(std::string(fault.what()).find("synchub.recovery_certificate"), std::string::npos) << fault.what();
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path / "identity.pem")) << "not half a till";
    recovery_pem = DeviceAuthority::make_recovery("CEA recovery", clock.now(), random).certificate_pem;
    EXPECT_EQ(enroll(request, clock.now()).device_id, device) << "the same command, once the server is mended";
}

TEST_F(EnrollTest, ARenewalsRecoveryCertificateTakesTheFormersPlaceUnlessItIsNone) {
    const auto file = folder.path / "recovery.pem";
    const auto next = DeviceAuthority::make_recovery("CEA recovery 2027", clock.now(), random).certificate_pem;
    keep_recovery_certificate(file, next);
    EXPECT_EQ(read_file(file), next);
    EXPECT_THROW(keep_recovery_certificate(file, "none"), std::runtime_error);
    EXPECT_EQ(read_file(file), next);
}

TEST_F(EnrollTest, WithoutARecoveryKeyOfTheOfficeThereIsNoneHere) {
    EXPECT_EQ(enroll(asked(), clock.now()).name, "Caja 03");
    EXPECT_FALSE(std::filesystem::exists(folder.path / "recovery.pem"));
}

}  // namespace
}  // namespace aquacis::field
