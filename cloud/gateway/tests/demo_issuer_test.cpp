#include "cloud/gateway/demo_issuer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/config/config.hpp"
#include "cloud/gateway/tests/demo_key.hpp"
#include "cloud/platform/calls/guard.hpp"

namespace aquacis::gateway {
namespace {

using nlohmann::json;

class DemoIssuerTest : public testing::Test {
protected:
    json ask(const std::string& form) {
        const auto response = issuer.answer({"POST", "/token", {}, form});
        status = response.status;
        return json::parse(response.body);
    }
    static constexpr const char* known = "grant_type=client_credentials&client_id=demo&client_secret=s3cret+%26";

    ManualClock clock{*parse_iso("2026-11-01T16:00:00Z")};
    const DemoKeyFile key;
    DemoIssuer issuer{{key.path, "http://issuer", "aquacis", "demo", "s3cret &"}, clock};
    int status = 0;
};

TEST_F(DemoIssuerTest, ItsTokenIsGoodForTheVerifierUntilItExpires) {
    const json answer = ask(std::string(known) + "&scope=billing.read+payments.write&administration=5");
    ASSERT_EQ(status, 200) << answer;
    const std::string token = answer["access_token"];
    const platform::TokenVerifier verifier(
        {"http://issuer", "aquacis", issuer.answer({"GET", "/jwks.json", {}, ""}).body});
    const auto caller = verifier.verify(token, clock.now());
    ASSERT_TRUE(caller) << caller.refusal().code;
    EXPECT_EQ(caller->subject, "demo");
    EXPECT_EQ(caller->administration.number(), 5);
    EXPECT_TRUE(caller->may("payments.write"));
    EXPECT_FALSE(caller->may("fiscal.read"));
    EXPECT_EQ(verifier.verify(token, clock.now() + std::chrono::hours(2)).refusal().code, "auth.expired_token");
    const DemoKeyFile other;
    const DemoIssuer stranger({other.path, "http://issuer", "aquacis", "demo", "s3cret &"}, clock);
    EXPECT_EQ(verifier.verify(stranger.token({"demo", "billing.read", 5}), clock.now()).refusal().code,
              "auth.bad_signature");
}

TEST_F(DemoIssuerTest, RefusesWhoeverDoesNotKnowTheSecret) {
    EXPECT_EQ(ask("grant_type=client_credentials&client_id=demo&client_secret=guess&administration=5")["error"],
              "invalid_client");
    EXPECT_EQ(status, 401);
    EXPECT_EQ(ask("grant_type=client_credentials&client_id=demo&administration=5")["error"], "invalid_client");
    EXPECT_EQ(ask("grant_type=password")["error"], "unsupported_grant_type");
    for (const char* administration : {"", "&administration=0", "&administration=-1", "&administration=x"}) {
        EXPECT_EQ(ask(std::string(known) + administration)["error"], "invalid_request") << administration;
        EXPECT_EQ(status, 400);
    }
    EXPECT_NO_THROW(ask(std::string(known) + "&administration=5&scope=%FF"));
}

TEST_F(DemoIssuerTest, DescribesItselfAndLeavesOtherPathsAlone) {
    const auto configuration = issuer.answer({"GET", "/.well-known/openid-configuration", {}, ""});
    EXPECT_EQ(json::parse(configuration.body)["token_endpoint"], "http://issuer/token");
    EXPECT_FALSE(DemoIssuer::is_asked("/v1/payments"));
    EXPECT_EQ(issuer.answer({"GET", "/token", {}, ""}).status, 405);
}

TEST_F(DemoIssuerTest, AFileWithoutAKeyIsNamed) {
    try {
        const DemoIssuer none({"/nowhere/key.pem", "i", "a", "c", "s"}, clock);
        FAIL() << "a key was read from nowhere";
    } catch (const ConfigError& fault) {
        EXPECT_NE(std::string(fault.what()).find("/nowhere/key.pem"), std::string::npos);
    }
}

}  // namespace
}  // namespace aquacis::gateway
