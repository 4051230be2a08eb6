#include "cloud/platform/calls/guard.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cloud/platform/database/field_cipher.hpp"
#include "cloud/platform/tests/issuer.hpp"

namespace aquacis::platform {
namespace {

using namespace std::chrono_literals;

// ES256: JWS carries r and s raw, 32 bytes each.
class EllipticIssuer {
public:
    EllipticIssuer() : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free) {}
    std::string jwks() const {
        json unusable{{"kty", "EC"}, {"kid", "wide"}, {"crv", "P-384"}, {"x", "AA"}, {"y", "AA"}};
        json encrypting{{"kty", "RSA"}, {"kid", "enc"}, {"use", "enc"}, {"n", "AQAB"}, {"e", "AQAB"}};
        json own{{"kty", "EC"},
                 {"kid", "e1"},
                 {"crv", "P-256"},
                 {"x", coordinate(OSSL_PKEY_PARAM_EC_PUB_X)},
                 {"y", coordinate(OSSL_PKEY_PARAM_EC_PUB_Y)}};
        return json{{"keys", {unusable, encrypting, own}}}.dump();
    }
    std::string sign(const json& claims, const std::string& algorithm = "ES256") const {
        const std::string text =
            base64url(json{{"alg", algorithm}, {"kid", "e1"}}.dump()) + "." + base64url(claims.dump());
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::size_t length = 128;
        std::string der(length, '\0');
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(
            d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)), &ECDSA_SIG_free);
        return text + "." + base64url(padded(ECDSA_SIG_get0_r(pair.get())) + padded(ECDSA_SIG_get0_s(pair.get())));
    }

private:
    static std::string padded(const BIGNUM* number) {
        std::string bytes(32, '\0');
        BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32);
        return bytes;
    }
    std::string coordinate(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        const std::string bytes = padded(value);
        BN_free(value);
        return base64url(bytes);
    }
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

class TokenTest : public testing::Test {
protected:
    const Issuer issuer;
    const TokenVerifier verifier{{"https://emisor", "aquacis", issuer.jwks()}};
    const Instant now = *parse_iso("2026-11-23T12:00:00Z");
    json claims{{"iss", "https://emisor"},
                {"aud", "aquacis"},
                {"sub", "portal"},
                {"exp", to_microseconds(now) / 1'000'000 + 300},
                {"scope", "billing.read payments.write"},
                {"administration_id", 11}};
    std::string code_of(const std::string& token) const {
        const auto result = verifier.verify(token, now);
        return result ? "" : result.refusal().code;
    }
};

TEST_F(TokenTest, AcceptsTheIssuersToken) {
    const auto caller = verifier.verify(issuer.sign(claims), now);
    ASSERT_TRUE(caller) << caller.refusal().message;
    EXPECT_EQ(caller->administration, AdministrationId(11));
    EXPECT_TRUE(caller->may("billing.read"));
    EXPECT_FALSE(caller->may("billing.write"));
}

TEST_F(TokenTest, RefusesAnExpiredOne) {
    claims["exp"] = to_microseconds(now) / 1'000'000 - 61;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.expired_token");
}

TEST_F(TokenTest, RefusesAnotherAudienceIssuerOrSigner) {
    EXPECT_EQ(code_of(Issuer().sign(claims)), "auth.bad_signature");
    json other = claims;
    other["aud"] = "otro";
    EXPECT_EQ(code_of(issuer.sign(other)), "auth.wrong_audience");
    other = claims;
    other["iss"] = "https://otro";
    EXPECT_EQ(code_of(issuer.sign(other)), "auth.wrong_issuer");
}

TEST_F(TokenTest, RefusesTricks) {
    std::string token = issuer.sign(claims);
    token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(code_of(token), "auth.bad_signature");
    EXPECT_EQ(code_of(issuer.sign(claims, {{"alg", "none"}, {"kid", "k1"}})), "auth.bad_signature");
    EXPECT_EQ(code_of("a.b"), "auth.malformed_token");
    EXPECT_EQ(code_of(std::string(9000, '.')), "auth.malformed_token");
    claims["scope"] = "*";
    EXPECT_FALSE(verifier.verify(issuer.sign(claims), now)->may("billing.read"));
}

TEST_F(TokenTest, RefusesClaimsOfTheWrongKindInsteadOfFailing) {
    for (const json& odd : {json("soon"), json::array(), json(nullptr), json(true)})
        for (const char* date : {"exp", "nbf", "iat"}) {
            json other = claims;
            other[date] = odd;
            EXPECT_EQ(code_of(issuer.sign(other)), "auth.malformed_claim") << date << odd;
        }
    for (const json& odd :
         {json("11"), json::array(), json(nullptr), json(1e300), json(true), json(11.9), json(11.0)}) {
        json other = claims;
        other["administration_id"] = odd;
        EXPECT_EQ(code_of(issuer.sign(other)), "auth.no_administration") << odd;
    }
    for (const std::int64_t none : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{4'294'967'307}}) {
        json other = claims;
        other["administration_id"] = none;
        EXPECT_EQ(code_of(issuer.sign(other)), "auth.no_administration") << none;
    }
    EXPECT_EQ(code_of(issuer.sign(claims, {{"alg", 7}, {"kid", json::array()}})), "auth.bad_signature");
    claims["nbf"] = to_microseconds(now) / 1'000'000 + 61;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.token_not_yet_valid");
}

TEST_F(TokenTest, RefusesWhatItDoesNotUnderstandOrIsNotForAccess) {
    const auto with = [](const char* name, const json& value) {
        json header{{"alg", "RS256"}, {"kid", "k1"}};
        header[name] = value;
        return header;
    };
    EXPECT_EQ(code_of(issuer.sign(claims, with("crit", {"b64"}))), "auth.not_an_access_token");
    EXPECT_EQ(code_of(issuer.sign(claims, with("crit", json::array()))), "auth.not_an_access_token");
    EXPECT_EQ(code_of(issuer.sign(claims, with("typ", "ID"))), "auth.not_an_access_token");
    for (const char* usual : {"JWT", "at+jwt", "application/at+JWT"})
        EXPECT_EQ(code_of(issuer.sign(claims, with("typ", usual))), "") << usual;
    claims["typ"] = "Bearer";
    EXPECT_EQ(code_of(issuer.sign(claims)), "");
    claims["typ"] = "ID";
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.not_an_access_token");
}

TEST_F(TokenTest, RefusesASubjectThatIsNoneOrTakesAContextsOrADevicesName) {
    using namespace std::string_literals;
    for (const json& odd : {json(nullptr), json(7), json(""), json("context:billing"), json("device:1"), json("a\0b"s),
                            json("a\nb"), json(std::string(256, 'a'))}) {
        claims["sub"] = odd;
        EXPECT_EQ(code_of(issuer.sign(claims)), "auth.no_subject") << odd;
    }
    claims.erase("sub");
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.no_subject");
}

TEST_F(TokenTest, RefusesATokenOfYearsOrOfTheFuture) {
    const std::int64_t seconds = to_microseconds(now) / 1'000'000;
    claims["exp"] = seconds + 24 * 3600;
    EXPECT_EQ(code_of(issuer.sign(claims)), "");
    claims["exp"] = seconds + 10LL * 365 * 24 * 3600;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.token_too_long");
    claims["exp"] = 1e300;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.token_too_long");
    claims["exp"] = seconds + 300;
    claims["nbf"] = 1e18;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.token_not_yet_valid");
    claims["nbf"] = seconds;
    claims["iat"] = seconds + 365 * 24 * 3600;
    EXPECT_EQ(code_of(issuer.sign(claims)), "auth.token_not_yet_valid");
}

TEST_F(TokenTest, ReadsTheKeysAgainWhenTheirFileChangesAndKeepsThemWhenItIsDamaged) {
    const std::string file = testing::TempDir() + "/aquacis-jwks-" + std::to_string(getpid()) + ".json";
    const auto write = [&](const std::string& content) { std::ofstream(file, std::ios::trunc) << content; };
    write(issuer.jwks());
    const TokenVerifier rotating({"https://emisor", "aquacis", {}, file});
    const Issuer next;
    const auto code_at = [&](const Issuer& by, std::chrono::seconds later) {
        const auto result = rotating.verify(by.sign(claims), now + later);
        return result ? "" : result.refusal().code;
    };
    EXPECT_EQ(code_at(issuer, 0s), "");
    EXPECT_EQ(code_at(next, 0s), "auth.bad_signature");
    write(next.jwks());
    EXPECT_EQ(code_at(next, 11s), "");
    EXPECT_EQ(code_at(issuer, 11s), "auth.bad_signature") << "a key that was withdrawn";
    write("damaged");
    EXPECT_EQ(code_at(next, 22s), "");
    std::filesystem::remove(file);
    EXPECT_EQ(code_at(next, 33s), "");
}

TEST_F(TokenTest, TakesAnEllipticKeyAndPassesOverKeysThatSignNothing) {
    const EllipticIssuer elliptic;
    const TokenVerifier of_elliptic({"https://emisor", "aquacis", elliptic.jwks()});
    EXPECT_TRUE(of_elliptic.verify(elliptic.sign(claims), now).ok());
    EXPECT_EQ(of_elliptic.verify(EllipticIssuer().sign(claims), now).refusal().code, "auth.bad_signature");
    EXPECT_EQ(of_elliptic.verify(elliptic.sign(claims, "RS256"), now).refusal().code, "auth.bad_signature");
    EXPECT_EQ(of_elliptic.verify(elliptic.sign(claims, "none"), now).refusal().code, "auth.bad_signature");
    EXPECT_EQ(of_elliptic.verify(issuer.sign(claims, {{"alg", "RS256"}, {"kid", "enc"}}), now).refusal().code,
              "auth.bad_signature");
    EXPECT_THROW(TokenVerifier({"https://emisor", "aquacis", "[]"}), std::runtime_error);
    EXPECT_THROW(TokenVerifier({"https://emisor", "aquacis", R"({"keys":[{"kty":"RSA","kid":"a"}]})"}),
                 std::runtime_error);
}

TEST(Status, CarriesARefusalThereAndBack) {
    const Refusal sent{RefusalKind::invalid, "payments.amount_not_positive", "amount_centavos", "El importe es cero.",
                       "Capture un importe mayor que cero."};
    const Refusal got = refusal_of(to_status(sent));
    EXPECT_EQ(got.kind, sent.kind);
    EXPECT_EQ(got.code, sent.code);
    EXPECT_EQ(got.field, sent.field);
    EXPECT_EQ(got.remedy, sent.remedy);
}

TEST(FieldCipher, OpensOnlyWhatItSealedAndOnlyInItsPlace) {
    const FieldCipher cipher =
        FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') + "\n");
    const std::string sealed = cipher.seal("CAMA911215CJ0", "customer.rfc/1");
    EXPECT_EQ(cipher.open(sealed, "customer.rfc/1"), "CAMA911215CJ0");
    EXPECT_EQ(sealed.find("CAMA"), std::string::npos);
    EXPECT_THROW(cipher.open(sealed, "customer.rfc/2"), std::runtime_error);
    std::string changed = sealed;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_THROW(cipher.open(changed, "customer.rfc/1"), std::runtime_error);
    EXPECT_EQ(cipher.blind_index("x", "rfc"), cipher.blind_index("x", "rfc"));
    EXPECT_NE(cipher.blind_index("x", "rfc"), cipher.blind_index("x", "curp"));
}

TEST(FieldCipher, OpensNothingThatWasChangedAnywhere) {
    const std::string keys =
        "1 " + std::string(64, 'a') + "\n2 " + std::string(64, 'c') + "\nindex " + std::string(64, 'b');
    const FieldCipher cipher = FieldCipher::from_file_text(keys);
    for (const std::string plain : {"", "CAMA911215CJ0", "Marcelina Xóchitl Núñez"}) {
        const std::string sealed = cipher.seal(plain, "customer.name/1");
        EXPECT_EQ(cipher.open(sealed, "customer.name/1"), plain);
        EXPECT_NE(sealed, cipher.seal(plain, "customer.name/1")) << "the same words twice are not seen to be the same";
        for (std::size_t at = 0; at < sealed.size(); ++at)  // the key's id, the nonce, the words, the tag
            for (const int bit : {1, 2, 128}) {
                std::string changed = sealed;
                changed[at] = static_cast<char>(changed[at] ^ bit);
                EXPECT_THROW(cipher.open(changed, "customer.name/1"), std::runtime_error) << at << " " << bit;
            }
        for (std::size_t size = 0; size < sealed.size(); ++size)
            EXPECT_THROW(cipher.open(sealed.substr(0, size), "customer.name/1"), std::runtime_error) << size;
        EXPECT_THROW(cipher.open(sealed + '\0', "customer.name/1"), std::runtime_error);
        EXPECT_THROW(cipher.open(sealed, "customer.name/12"), std::runtime_error);
        EXPECT_THROW(cipher.open(sealed, ""), std::runtime_error);
    }
    const FieldCipher other =
        FieldCipher::from_file_text("2 " + std::string(64, 'd') + "\nindex " + std::string(64, 'b'));
    EXPECT_THROW(other.open(cipher.seal("CAMA", "customer.rfc/1"), "customer.rfc/1"), std::runtime_error)
        << "another key of the same id";
}

TEST(FieldCipher, RefusesAFileWithoutTheKeyOfItsIndexes) {
    EXPECT_THROW(FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\n"), std::runtime_error);
}

}  // namespace
}  // namespace aquacis::platform
