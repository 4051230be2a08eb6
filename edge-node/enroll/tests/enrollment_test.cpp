// The gateway's side of an enrollment, against a server over TLS that answers as it is told.

#include "edge-node/enroll/enrollment.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/config/config.hpp"
#include "base/http/server.hpp"
#include "tests/support/certificates/certificates.hpp"

namespace aquacis::edge {
namespace {

namespace fs = std::filesystem;
using aquacis::test::Authority;
using nlohmann::json;

// Signs with `authority` what is asked with the code's first half; shows a certificate of `tls`.
class Server {
public:
    Server(Authority& authority, Authority& tls) : authority_(authority) {
        const auto shown = tls.issue("localhost");
        server_.emplace(http::ServerSettings{.certificate_pem = shown.certificate, .key_pem = shown.key},
                        [this](const http::Request& request) { return answer(request); });
    }
    std::string url() const { return "https://localhost:" + std::to_string(server_->port()); }

    std::atomic<int> enrollments{0};
    std::atomic<bool> signs_another_key{false};
    std::atomic<bool> refuses{false};
    std::atomic<bool> loses_answers{false};
    std::string last_request;

private:
    http::Response answer(const http::Request& request) {
        if (request.target == "/v1/device-authority")
            return {200, "application/json", json{{"certificate_pem", authority_.certificate()}}.dump(), {}};
        ++enrollments;
        const json body = json::parse(request.body);
        last_request = body.at("request_pem");
        if (refuses)
            return {403,
                    "application/problem+json",
                    json{{"detail", "El código no es válido."}, {"remedy", "Pida otro."}}.dump(),
                    {}};
        if (loses_answers) return {502, "text/html", "<html>", {}};
        const std::string certificate =
            signs_another_key ? authority_.issue("QRO-GW-1").certificate : authority_.sign(last_request, "QRO-GW-1");
        return {200,
                "application/json",
                json{{"gateway_id", "QRO-GW-1"},
                     {"administration", 11},
                     {"certificate_pem", certificate},
                     {"server", "ssl://broker:8883"}}
                    .dump(),
                {}};
    }

    Authority& authority_;
    std::optional<http::Server> server_;
};

class EnrollmentTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = fs::temp_directory_path() / "aquacis-enroll-XXXXXX";
        parent_ = ::mkdtemp(name.data());
    }
    void TearDown() override { fs::remove_all(parent_); }

    std::string code_of(const Authority& authority) {
        return make_enrollment_code(digest_of_certificate(authority.certificate()), random_).text();
    }
    EnrollmentWish wish() {
        EnrollmentWish asked;
        asked.server = server_.url();
        asked.code = code_of(authority_);
        return asked;
    }
    std::string fault_of(const EnrollmentWish& wish) {
        try {
            enroll(wish, folder(), clock_);
        } catch (const EnrollmentError& fault) {
            return fault.what();
        }
        return "";
    }
    IdentityFolder folder() const { return IdentityFolder(parent_ / "identity/"); }
    std::string content(const std::string& name) const {
        std::ifstream in(parent_ / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    Authority authority_, stranger_{"another authority"};
    Server server_{authority_, authority_};
    RandomBits random_ = seeded_random(4);
    SystemClock clock_;
    fs::path parent_;
};

TEST_F(EnrollmentTest, LeavesAnIdentityThatTheSettingsCanName) {
    const Identity made = enroll(wish(), folder(), clock_);
    EXPECT_EQ(made.gateway_id, "QRO-GW-1");
    EXPECT_EQ(made.administration, 11);
    const Config identity = Config::from_file(parent_ / "identity/identity.toml");
    EXPECT_EQ(identity.text("gateway.id"), "QRO-GW-1");
    EXPECT_EQ(identity.text("uplink.server"), "ssl://broker:8883");
    const DeviceKey key = DeviceKey::from_pem(content("identity/edge.key"));
    EXPECT_EQ(why_not_usable(key, content("identity/edge.crt"), content("identity/ca.crt"), clock_.now()), "");
    struct stat told {};
    ASSERT_EQ(::stat((parent_ / "identity/edge.key").c_str(), &told), 0);
    EXPECT_EQ(told.st_mode & 0777U, 0600U);
    EXPECT_FALSE(fs::exists(parent_ / "identity.pending"));
}

TEST_F(EnrollmentTest, ACodeOfAnotherAuthorityTellsTheServerNothing) {
    EnrollmentWish other = wish();
    other.code = code_of(stranger_);
    EXPECT_NE(fault_of(other).find("not the one that this code names"), std::string::npos);
    EXPECT_EQ(server_.enrollments, 0);
    EXPECT_FALSE(folder().exists());
}

TEST_F(EnrollmentTest, OneInTheMiddleThatHandsOnTheRightAuthorityIsNotGivenTheSecret) {
    Server middle(authority_, stranger_);
    EnrollmentWish asked = wish();
    asked.server = middle.url();
    EXPECT_NE(fault_of(asked).find("did not answer"), std::string::npos);
    EXPECT_EQ(middle.enrollments, 0);
    asked.authorities_pem =
        stranger_.certificate();  // unless the installer says that this authority is the utility's too
    EXPECT_EQ(fault_of(asked), "");
    EXPECT_EQ(middle.enrollments, 1);
}

TEST_F(EnrollmentTest, ALostAnswerIsAskedForAgainWithTheSameKey) {
    server_.loses_answers = true;
    EXPECT_NE(fault_of(wish()).find("status 502"), std::string::npos);
    const std::string key = content("identity.pending/edge.key");
    EXPECT_FALSE(key.empty());
    EXPECT_FALSE(folder().exists());
    server_.loses_answers = false;
    EXPECT_EQ(fault_of(wish()), "");
    EXPECT_EQ(content("identity/edge.key"), key);
}

TEST_F(EnrollmentTest, ARefusalIsToldInTheServersWords) {
    server_.refuses = true;
    EXPECT_EQ(fault_of(wish()), "El código no es válido. Pida otro.");
}

TEST_F(EnrollmentTest, ACertificateOfAnotherKeyIsNotKept) {
    server_.signs_another_key = true;
    EXPECT_NE(fault_of(wish()).find("of another key"), std::string::npos);
    EXPECT_FALSE(folder().exists());
}

TEST_F(EnrollmentTest, AnIdentityIsReplacedOnlyWhenAskedAndOnlyByAWholeOne) {
    ASSERT_EQ(fault_of(wish()), "");
    const std::string first = content("identity/edge.key");
    EXPECT_NE(fault_of(wish()).find("--again"), std::string::npos);
    EnrollmentWish again = wish();
    again.again = true;
    server_.refuses = true;
    EXPECT_NE(fault_of(again), "");
    EXPECT_EQ(content("identity/edge.key"), first) << "the old one works on";
    server_.refuses = false;
    EXPECT_EQ(fault_of(again), "");
    EXPECT_NE(content("identity/edge.key"), first);
    EXPECT_FALSE(fs::exists(parent_ / "identity.pending"));
}

TEST_F(EnrollmentTest, AClockThatIsNotSetIsNamed) {
    const ManualClock before(Instant(std::chrono::hours(1)));
    try {
        enroll(wish(), folder(), before);
        FAIL();
    } catch (const EnrollmentError& fault) {
        EXPECT_NE(std::string(fault.what()).find("clock says 1970"), std::string::npos) << fault.what();
    }
    EXPECT_EQ(server_.enrollments, 0);
}

TEST_F(EnrollmentTest, WithoutTlsOnlyThisMachineIsAsked) {
    EnrollmentWish plain = wish();
    for (const char* server : {"http://api.utility.mx", "http://127.0.0.1.evil.mx", "api.utility.mx"}) {
        plain.server = server;
        EXPECT_NE(fault_of(plain).find("--server must begin with https://"), std::string::npos) << server;
    }
}

}  // namespace
}  // namespace aquacis::edge
