#include "cloud/platform/guard.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>

#include "cloud/platform/field_cipher.hpp"

namespace aquacis::platform {
namespace {

using nlohmann::json;

std::string base64url(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text.push_back(alphabet[bits >> static_cast<unsigned>(count - 6) & 63U]);
    }
    if (count > 0) text.push_back(alphabet[bits << static_cast<unsigned>(6 - count) & 63U]);
    return text;
}

class Issuer {
public:
    Issuer() : key_(EVP_RSA_gen(2048), &EVP_PKEY_free) {}
    std::string jwks() const {
        return json{{"keys", {{{"kty", "RSA"}, {"kid", "k1"}, {"n", number(OSSL_PKEY_PARAM_RSA_N)}, {"e", number(OSSL_PKEY_PARAM_RSA_E)}}}}}.dump();
    }
    std::string sign(const json& claims, const json& header = {{"alg", "RS256"}, {"kid", "k1"}}) const {
        const std::string text = base64url(header.dump()) + "." + base64url(claims.dump());
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::size_t length = 512;
        std::string signature(length, '\0');
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, reinterpret_cast<const unsigned char*>(text.data()), text.size());
        signature.resize(length);
        return text + "." + base64url(signature);
    }

private:
    std::string number(const char* name) const {
        BIGNUM* value = nullptr;
        EVP_PKEY_get_bn_param(key_.get(), name, &value);
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
        BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
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
    json claims{{"iss", "https://emisor"}, {"aud", "aquacis"}, {"sub", "portal"}, {"exp", to_microseconds(now) / 1'000'000 + 300},
                {"scope", "billing.read payments.write"}, {"administration_id", 11}};
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

TEST(Status, CarriesARefusalThereAndBack) {
    const Refusal sent{RefusalKind::invalid, "payments.amount_not_positive", "amount_centavos", "El importe es cero.", "Capture un importe mayor que cero."};
    const Refusal got = refusal_of(to_status(sent));
    EXPECT_EQ(got.kind, sent.kind);
    EXPECT_EQ(got.code, sent.code);
    EXPECT_EQ(got.field, sent.field);
    EXPECT_EQ(got.remedy, sent.remedy);
}

TEST(FieldCipher, OpensOnlyWhatItSealedAndOnlyInItsPlace) {
    const FieldCipher cipher = FieldCipher::from_file_text("1 " + std::string(64, 'a') + "\nindex " + std::string(64, 'b') + "\n");
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

}  // namespace
}  // namespace aquacis::platform
